import { changed, type Provider } from './provider.ts'

/**
 * https://zitadel.com/docs/apis/openidoauth/claims: which claims are where, and an example of each. The roles of projects
 * are `{ role: { organization id: its domain } }` there, and the project's id is one of the audiences.
 */
const accessToken = {
  claims: {
    aud: ['69234237810729234', '69234237810729019'],
    azp: '69234237810729234',
    jti: '69234237813329048',
    sub: '77776025198584418',
    'urn:zitadel:iam:org:project:roles': { user: { id1: 'acme.zitade.ch', id2: 'caos.ch' } },
    'urn:zitadel:iam:user:resourceowner:id': 'id1',
  },
}

const idToken = {
  ...accessToken.claims,
  amr: 'pwd mfa',
  nonce: 'blQtVEJHNTF0WHhFQmhqZ0RqeHJsdzdkd2d...',
  jti: undefined,
}

export const zitadel: Provider = {
  settings: { AUTH_AUDIENCE: '69234237810729019' },
  accessToken,
  userinfo: {
    sub: '77776025198584418',
    email: 'road.runner@acme.ch',
    email_verified: true,
    family_name: 'Runner',
    given_name: 'Road',
    locale: 'en',
    name: 'Road Runner',
    preferred_username: 'road.runner@acme.caos.ch',
    'urn:zitadel:iam:org:project:roles': { user: { id1: 'acme.zitade.ch', id2: 'caos.ch' } },
    'urn:zitadel:iam:user:resourceowner:id': 'id1',
    'urn:zitadel:iam:user:resourceowner:name': 'ACME',
    'urn:zitadel:iam:user:resourceowner:primary_domain': 'acme.ch',
  },
  user: {
    id: '77776025198584418',
    organization: { id: 'id1', name: 'ACME' },
    email: 'road.runner@acme.ch',
    displayName: 'Road Runner',
    language: 'en',
  },
  role: 'user',
  others: {
    'an ID token, whose audience has the project too': { claims: idToken },
    'a token for another project': changed(accessToken, { aud: ['69234237810729234'] }),
  },
}
