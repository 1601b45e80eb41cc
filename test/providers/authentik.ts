import { changed, type Provider } from './provider.ts'

/**
 * https://github.com/goauthentik/authentik/blob/014e22c3d0949e6826125bb82525f4d1bbaa5c55/authentik/providers/oauth2/id_token.py:
 * an access token is the ID token, with its nonce, plus `azp` and `uid`. The claims of a person are those of userinfo in
 * .../authentik/providers/oauth2/tests/test_userinfo.py, with the mapping of
 * https://docs.goauthentik.io/add-secure-apps/providers/property-mappings/ for the address.
 */
const person = {
  name: 'authentik Default Admin',
  given_name: 'authentik Default Admin',
  family_name: '',
  preferred_username: 'akadmin',
  nickname: 'akadmin',
  groups: ['authentik Admins'],
  email: 'admin@example.com',
  email_verified: true,
}

const idToken = {
  header: { typ: 'JWT' },
  claims: {
    sub: 'bar',
    aud: 'client-id',
    acr: 'goauthentik.io/providers/oauth2/default',
    amr: ['pwd'],
    nonce: 'n-0S6_WzA2Mj',
    sid: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ...person,
  },
}

const accessToken = changed(idToken, { azp: 'client-id', uid: 'MQp6zXwT1wY4nbDPfTcYxGzB9sa1ldSkWTLYSYhJ' })

export const authentik: Provider = {
  settings: {
    AUTH_AUDIENCE: 'client-id',
    ACCESS_TOKEN_CLAIM: 'uid',
    ROLES_CLAIM: 'groups',
    DEFAULT_ORGANIZATION: 'example',
  },
  accessToken,
  userinfo: { sub: 'bar', ...person, nonce: 'n-0S6_WzA2Mj' },
  user: {
    id: 'bar',
    organization: { id: 'example', name: 'example' },
    email: 'admin@example.com',
    displayName: 'authentik Default Admin',
    language: null,
  },
  role: 'authentik Admins',
  others: {
    'an ID token': idToken,
    'an ID token without a nonce': changed(idToken, { nonce: undefined }),
    'a token of another application': changed(accessToken, { aud: 'other', azp: 'other' }),
    'a token bound by DPoP': changed(accessToken, { cnf: { jwk: {} } }),
  },
}
