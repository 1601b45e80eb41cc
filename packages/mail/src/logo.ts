/** A picture for a mail. */
export type Logo = { filename: string; contentType: string; content: Buffer }

/**
 * The logo in a data URL. Undefined for SVG and WebP, which Gmail and Outlook do not show: the mail has the
 * organization's name then.
 */
export function readLogo(dataUrl: string | null): Logo | undefined {
  const [, type, encoded = ''] = /^data:image\/(png|jpeg);base64,(.+)$/.exec(dataUrl ?? '') ?? []
  if (!type) return undefined
  return {
    filename: `logo.${type === 'jpeg' ? 'jpg' : type}`,
    contentType: `image/${type}`,
    content: Buffer.from(encoded, 'base64'),
  }
}
