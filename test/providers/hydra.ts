import { changed, type Provider } from './provider.ts'

/**
 * https://www.ory.com/docs/oauth2-oidc/resource-owner-password-grant#token-introspection-and-access-token-claims: the
 * claims that are part of an access token with the strategy `jwt`; claims of one's own are in `ext`, as
 * https://www.ory.com/docs/oauth2-oidc/jwt-access-token shows, and `scp` is a list.
 */
const accessToken = {
  header: { typ: 'JWT' },
  claims: {
    scp: ['offline'],
    client_id: '70d417fc-2aea-4830-b247-f140a9c4bae1',
    sub: '70d417fc-2aea-4901-4830-f140a9c412f7',
    aud: ['https://aud.example.com'],
    ext: { username: 'ory-username', some_custom_claim: 'some_custom_value', roles: ['admin'] },
  },
}

export const hydra: Provider = {
  settings: {
    AUTH_AUDIENCE: 'https://aud.example.com',
    ROLES_CLAIM: 'ext.roles',
    ORGANIZATION_CLAIM: 'ext.some_custom_claim',
  },
  accessToken,
  // https://www.ory.com/docs/oauth2-oidc/openid-connect-claims-scope-custom: what the scopes email and profile add.
  userinfo: {
    sub: '70d417fc-2aea-4901-4830-f140a9c412f7',
    email: 'foo@bar.com',
    email_verified: true,
    given_name: 'Foo',
    family_name: 'Bar',
  },
  user: {
    id: '70d417fc-2aea-4901-4830-f140a9c412f7',
    organization: { id: 'some_custom_value', name: 'some_custom_value' },
    email: 'foo@bar.com',
    displayName: 'Foo Bar',
    language: null,
  },
  role: 'admin',
  others: {
    // https://www.ory.com/docs/hydra/guides/oauth2-webhooks#updated-tokens
    'an ID token': {
      claims: {
        aud: ['my_client'],
        sub: accessToken.claims.sub,
        'your:custom:id-token-claim': 'another value',
      },
    },
    'a token for no audience': changed(accessToken, { aud: [] }),
    'a refresh token, as introspection would name it': changed(accessToken, { token_use: 'refresh_token' }),
  },
}
