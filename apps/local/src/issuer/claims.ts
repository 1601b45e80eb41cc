import type { Person } from '../people.ts'

export const organizationClaim = 'urn:zitadel:iam:user:resourceowner:id'

/** What the issuer says about a person, in ID tokens and at userinfo. */
export function claimsOf(person: Person) {
  return {
    sub: person.id,
    name: person.name,
    email: person.email,
    email_verified: true,
    locale: person.language,
    [organizationClaim]: person.organization.id,
  }
}

/** Which scope asks for which claim. */
export const claimsByScope = {
  openid: ['sub', organizationClaim],
  profile: ['name', 'locale'],
  email: ['email', 'email_verified'],
}
