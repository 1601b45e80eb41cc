/**
 * The sandbox that a mail is shown in: no scripts, no forms, nothing fetched from anywhere, no access to the page
 * around it. Links open in a tab of their own.
 */
export const mailPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

const aids = '<base target="_blank"><meta name="color-scheme" content="light">'

/** A mail's HTML, with its links opening in a new tab. */
export function sheet(html: string): string {
  const head = /<head(\s[^>]*)?>/i.exec(html)
  if (!head) return `<!doctype html><meta charset="utf-8">${aids}${html}`
  const at = head.index + head[0].length
  return html.slice(0, at) + aids + html.slice(at)
}
