import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import { findPerson, type Person } from '../people.ts'
import { claimsOf, organizationClaim, rolesClaim } from './claims.ts'
import { clientId } from './client-id.ts'
import { api, developmentGrant } from './development-grant.ts'

export type IssuerKeys = { signing: JWK; cookies: string[] }

const hourS = 3_600
const dayS = 86_400

/**
 * The provider's configuration: a public client that may redirect to any port of this machine, and JWT access tokens
 * for Passlink's API.
 */
export function configure(people: readonly Person[], keys: IssuerKeys): Configuration {
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys: [keys.signing] },
    cookies: { keys: keys.cookies },
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [
          'http://localhost/callback',
          'http://127.0.0.1/callback',
          'http://localhost/login/callback',
        ],
        grant_types: ['authorization_code', 'refresh_token', developmentGrant],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub', organizationClaim, rolesClaim],
      profile: ['name', 'locale'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    clientBasedCORS: () => false,
    findAccount: (_ctx, id) => {
      const person = findPerson(people, id)
      return person && { accountId: id, claims: () => claimsOf(person) }
    },
    loadExistingGrant: grantEverything,
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'text'
      ctx.body = `${error}: ${error_description ?? ''}\n`
    },
    ttl: {
      AccessToken: hourS,
      ClientCredentials: hourS,
      IdToken: hourS,
      RefreshToken: dayS,
      Interaction: hourS,
      Session: dayS,
      Grant: dayS,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => api.identifier,
        useGrantedResource: () => true,
        getResourceServerInfo: () => api,
      },
    },
  }
}

// The people are test data, so consent is granted without asking.
async function grantEverything({ oidc: { provider, client, account, params } }: KoaContextWithOIDC) {
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  await grant.save()
  return grant
}
