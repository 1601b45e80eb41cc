// By default the driver queries the array types on each new connection and does not catch the error if the connection
// ends meanwhile: the process would end.
/** Options of postgres.js that send arrays as text arrays. NUL, which Postgres cannot store, is removed. */
export const textArrays = {
  fetch_types: false,
  types: {
    textArray: {
      to: 1009,
      from: [],
      serialize: (values: unknown[]) => `{${values.map(quoted).join(',')}}`,
      parse: (text: string) => text,
    },
  },
}

function quoted(value: unknown): string {
  if (value === null) return 'NULL'
  const text = String(value)
  return /["\\\0]/.test(text) ? `"${text.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}
