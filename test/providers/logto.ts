import { changed, type Provider } from './provider.ts'

/**
 * https://docs.logto.io/authorization/validate-access-tokens (the claims that are read of a token for an API resource of an
 * organization), with claims of its own by a script: https://docs.logto.io/developers/custom-token-claims/create-script.
 */
const accessToken = {
  header: { typ: 'at+jwt' },
  claims: {
    sub: 'foo',
    aud: 'https://your-api-resource-indicator',
    client_id: 'your-client-id',
    organization_id: 'your-organization-id',
    scope: 'api:read api:write',
    name: 'Foo Bar',
    email: 'foo@bar.com',
    email_verified: true,
  },
}

export const logto: Provider = {
  settings: {
    AUTH_AUDIENCE: 'https://your-api-resource-indicator',
    PROFILE_FROM: 'token',
    ROLES_CLAIM: 'scope',
    ORGANIZATION_CLAIM: 'organization_id',
  },
  accessToken,
  user: {
    id: 'foo',
    organization: { id: 'your-organization-id', name: 'your-organization-id' },
    email: 'foo@bar.com',
    displayName: 'Foo Bar',
    language: null,
  },
  role: 'api:write',
  others: {
    'a token for an organization, and for no API': changed(accessToken, {
      aud: 'urn:logto:organization:your-organization-id',
    }),
    'an ID token': {
      claims: { sub: 'foo', aud: 'your-client-id', at_hash: 'cpqKfdQA5eH891Ff5oJr_Q', email: 'foo@bar.com' },
    },
  },
}
