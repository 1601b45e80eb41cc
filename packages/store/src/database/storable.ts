/** A text as Postgres can hold it: without NUL, and with half a surrogate pair replaced. */
export const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString()
