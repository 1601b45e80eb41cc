import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import type { Person } from '../people.ts'
import { api } from './api-resource.ts'
import { claimsByScope, claimsOf } from './claims.ts'
import { developmentGrant } from './development-grant.ts'
import type { IssuerKeys } from './keys.ts'

export const clientId = 'passlink-development'

const hourS = 3_600
const dayS = 86_400

/** A public client that may come back to any port of this machine, and access tokens that are JWTs for Passlink's API. */
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
        redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', developmentGrant],
        response_types: ['code'],
      },
    ],
    claims: claimsByScope,
    conformIdTokenClaims: false,
    clientBasedCORS: () => false,
    findAccount: (_ctx, id) => {
      const person = people.find(candidate => candidate.id === id)
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

// The people here are made up: whoever signs in as one of them has agreed.
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { provider, client, account, params } = ctx.oidc
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  await grant.save()
  return grant
}
