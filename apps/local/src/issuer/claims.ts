import type { Person } from '../people.ts'

/** The claims about a person's organization and roles, as ZITADEL names them. */
export const organizationClaim = 'urn:zitadel:iam:user:resourceowner:id'
export const rolesClaim = 'urn:zitadel:iam:org:project:roles'

/** The claims about a person in ID tokens and userinfo. */
export function claimsOf({ id, name, email, language, organization, roles = [] }: Person) {
  const given = { [organization.id]: `${organization.id}.example` }
  return {
    sub: id,
    name,
    email,
    email_verified: true,
    locale: language,
    [organizationClaim]: organization.id,
    ...(roles.length > 0 ? { [rolesClaim]: Object.fromEntries(roles.map(role => [role, given])) } : {}),
  }
}
