/** A text as Postgres can store it: NUL is removed and unpaired surrogates are replaced. */
export const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString()
