import { changed, type Provider } from './provider.ts'

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const accessToken = {
  claims: {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    device_key: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    'cognito:groups': ['admin'],
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    client_id: '57cbishk4j24pabc1234567890',
    username: 'janedoe@example.com',
  },
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
const idToken = {
  claims: {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    'cognito:groups': ['admin'],
    aud: '57cbishk4j24pabc1234567890',
    token_use: 'id',
    email: 'bob@example.com',
    email_verified: true,
  },
}

export const cognito: Provider = {
  settings: {
    AUTH_AUDIENCE: '',
    AUTH_CLIENTS: '57cbishk4j24pabc1234567890',
    ROLES_CLAIM: 'cognito:groups',
    ORGANIZATION_CLAIM: 'custom:mycustom1',
  },
  accessToken,
  // https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
  userinfo: {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    email_verified: 'true',
    'custom:mycustom1': 'CustomValue',
    phone_number_verified: 'true',
    phone_number: '+12065551212',
    email: 'bob@example.com',
    username: 'bob',
  },
  user: {
    id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    organization: { id: 'CustomValue', name: 'CustomValue' },
    email: 'bob@example.com',
    displayName: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    language: null,
  },
  role: 'admin',
  others: {
    'an ID token': idToken,
    'an ID token that names its client as access tokens do': changed(idToken, {
      client_id: '57cbishk4j24pabc1234567890',
    }),
    'a token of another client': changed(accessToken, { client_id: '1example23456789' }),
  },
}
