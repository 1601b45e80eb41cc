/**
 * The parts of a mailed link. `template` is the URL template of the application; without it the link leads to
 * `publicUrl`.
 */
export type LinkParts = {
  publicUrl: string
  template?: string | null
  linkId: string
  code: string
  userId?: string
  organizationId?: string
}

/**
 * `<publicUrl>/l/<link id>#<code>`: the code is in the fragment, which browsers do not send to servers. With a
 * template, its placeholders are replaced by the URL-encoded values.
 */
export function linkUrl({
  publicUrl,
  template,
  linkId,
  code,
  userId = '',
  organizationId = '',
}: LinkParts): string {
  if (!template) return `${publicUrl}/l/${linkId}#${code}`
  const values: Record<string, string> = { UserID: userId, OrgID: organizationId, CodeID: linkId, Code: code }
  return template.replace(placeholder, (_whole, name: string) => encodeURIComponent(values[name] ?? ''))
}

const placeholder = /\{\{\s*\.(UserID|OrgID|CodeID|Code)\s*\}\}/g

/** Whether a template contains the code and its id, and no unknown placeholder. */
export function isLinkTemplate(template: string): boolean {
  const names = [...template.matchAll(placeholder)].map(([, name]) => name)
  return (
    names.includes('Code') && names.includes('CodeID') && !/\{\{|\}\}/.test(template.replace(placeholder, ''))
  )
}
