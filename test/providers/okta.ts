import { changed, type Provider } from './provider.ts'

/**
 * https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#access-token-payload, with the `sub` and the
 * `uid` of the answer of introspection on https://developer.okta.com/docs/reference/api/oidc/#introspect: the login and
 * the id. `groups` is the custom claim that the former page names.
 */
const accessToken = {
  claims: {
    ver: 1,
    jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
    aud: 'https://api.example.com',
    sub: 'john.doe@example.com',
    cid: 'nmdP1fcyvdVO11AL7ECm',
    uid: '00uid4BxXw6I6TV4m0g3',
    scp: ['openid', 'email', 'flights', 'custom'],
    custom_claim: 'CustomValue',
    groups: ['Everyone'],
  },
}

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#id-token-payload */
const idToken = {
  claims: {
    ver: 1,
    sub: '00uid4BxXw6I6TV4m0g3',
    aud: 'uAaunofWkaDJxukCFeBx',
    amr: ['pwd'],
    jti: 'ID.4eAWJOCMB3SX8XewDfVR',
    at_hash: 'cpqKfdQA5eH891Ff5oJr_Q',
    name: 'John Doe',
    email: 'john.doe@example.com',
    email_verified: true,
  },
}

export const okta: Provider = {
  settings: {
    AUTH_AUDIENCE: 'https://api.example.com',
    SUBJECT_CLAIM: 'uid',
    ROLES_CLAIM: 'groups',
    DEFAULT_ORGANIZATION: 'example',
  },
  accessToken,
  // https://developer.okta.com/docs/reference/api/oidc/#userinfo
  userinfo: {
    sub: '00uid4BxXw6I6TV4m0g3',
    name: 'John Doe',
    nickname: 'Jimmy',
    given_name: 'John',
    middle_name: 'James',
    family_name: 'Doe',
    profile: 'https://example.com/john.doe',
    zoneinfo: 'America/Los_Angeles',
    locale: 'en-US',
    updated_at: 1_311_280_970,
    email: 'john.doe@example.com',
    email_verified: true,
    address: {
      street_address: '123 Hollywood Blvd.',
      locality: 'Los Angeles',
      region: 'CA',
      postal_code: '90210',
      country: 'US',
    },
    phone_number: '+1 (425) 555-1212',
  },
  user: {
    id: '00uid4BxXw6I6TV4m0g3',
    organization: { id: 'example', name: 'example' },
    email: 'john.doe@example.com',
    displayName: 'John Doe',
    language: 'en-US',
  },
  role: 'Everyone',
  others: {
    'an ID token': idToken,
    'an ID token, had it the right audience and subject': changed(idToken, {
      aud: 'https://api.example.com',
      uid: '00uid4BxXw6I6TV4m0g3',
    }),
    'a token of the org authorization server': changed(accessToken, { aud: 'https://example.okta.com' }),
    'a token of a machine, which has no uid': changed(accessToken, {
      sub: accessToken.claims.cid,
      uid: undefined,
    }),
  },
}
