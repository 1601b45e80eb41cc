/** What base64 with padding stands for; undefined if `text` is something else, of which Node would read a part. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
