/** Whether a token has the form of a signed JWT, valid or not: three parts, the first a JSON object with `alg`. */
export function isJwt(token: string): boolean {
  const [, header] = /^([\w-]+)\.[\w-]+\.[\w-]*$/.exec(token) ?? []
  if (header === undefined) return false
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
    return typeof parsed === 'object' && parsed !== null && 'alg' in parsed
  } catch {
    return false
  }
}
