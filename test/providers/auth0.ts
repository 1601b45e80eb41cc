import { changed, type Provider } from './provider.ts'

/** https://auth0.com/docs/manage-users/organizations/using-tokens#access-token */
const accessToken = {
  header: { typ: 'JWT' },
  claims: {
    sub: 'auth0|602c0dcab993d10073daf680',
    aud: ['https://example-api/', 'https://exampleco.auth0.com/userinfo'],
    azp: 'ENDmmAJsbwI1hOG1KPJddQ8LHjV6kLkV',
    scope: 'openid profile email',
    org_id: 'org_9ybsU1dN2dKfDkBi',
    permissions: ['delete:stuff', 'read:stuff', 'write:stuff'],
  },
}

/** https://auth0.com/docs/manage-users/organizations/using-tokens#id-token; at userinfo are the same claims of a person. */
const person = {
  'https://marketplace/roles': ['marketplace-administrator'],
  'https://namespace.exampleco.com': 'my custom claim',
  nickname: 'firstName.lastName',
  name: 'firstName.lastName@email.com',
  picture: 'https://s.gravatar.com/avatar/638',
  updated_at: '2021-03-23T11:34:14.566z',
  email: 'username@exampleco.com',
  email_verified: true,
  sub: 'auth0|602c0dcab993d10073daf680',
  org_id: 'org_9ybsU1dN2dKfDkBi',
}

export const auth0: Provider = {
  settings: {
    AUTH_AUDIENCE: 'https://example-api/',
    ROLES_CLAIM: 'permissions',
    ORGANIZATION_CLAIM: 'org_id',
    ORGANIZATION_NAME_CLAIM: 'org_name',
  },
  accessToken,
  userinfo: person,
  user: {
    id: 'auth0|602c0dcab993d10073daf680',
    organization: { id: 'org_9ybsU1dN2dKfDkBi', name: 'org_9ybsU1dN2dKfDkBi' },
    email: 'username@exampleco.com',
    displayName: 'firstName.lastName@email.com',
    language: null,
  },
  role: 'read:stuff',
  others: {
    'an ID token': { claims: { ...person, aud: 'ENDmmAJsbwI1hOG1KPJddQ8LHjV6kLkV', nonce: 'crypto-value' } },
    'an ID token, had it the right audience': {
      claims: { ...person, aud: 'https://example-api/', nonce: 'crypto-value' },
    },
    'a token for the userinfo of Auth0 alone': changed(accessToken, {
      aud: ['https://exampleco.auth0.com/userinfo'],
    }),
    // https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles#claims
    'a token bound to a certificate': changed(accessToken, {
      cnf: { 'x5t#S256': 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0' },
    }),
  },
}

/**
 * The RFC 9068 profile, with the organization's name: https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles.
 * The role is in a claim with a namespace.
 */
export const auth0Rfc9068: Provider = {
  ...auth0,
  settings: {
    ...auth0.settings,
    AUTH_TOKEN_TYPE: 'at+jwt',
    ROLES_CLAIM: 'https://marketplace/roles',
  },
  accessToken: {
    header: { typ: 'at+jwt' },
    claims: {
      sub: 'auth0|602c0dcab993d10073daf680',
      aud: ['https://example-api/', 'https://exampleco.auth0.com/userinfo'],
      client_id: 'ENDmmAJsbwI1hOG1KPJddQ8LHjV6kLkV',
      jti: '73WakrfVbNJBaAmhQtEeDv',
      scope: 'openid profile email',
      org_id: 'org_9ybsU1dN2dKfDkBi',
      org_name: 'my_organization',
      'https://marketplace/roles': ['marketplace-administrator'],
    },
  },
  userinfo: { ...person, org_name: 'my_organization' },
  user: { ...auth0.user, organization: { id: 'org_9ybsU1dN2dKfDkBi', name: 'my_organization' } },
  role: 'marketplace-administrator',
  others: { 'a token of the other profile': accessToken },
}
