/** A text as Postgres can store it: NUL is removed and unpaired surrogates are replaced. */
export const storable = (text: string): string => Buffer.from(text.replaceAll('\0', '')).toString()

/** JSON whose texts Postgres can store. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part))
