import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider'
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js'
import type { Person } from '../people.ts'
import { api, clientId, developmentGrant } from './development-grant.ts'

export type IssuerKeys = { signing: JWK; cookies: string[] }

const organizationClaim = 'urn:zitadel:iam:user:resourceowner:id'
const hourS = 3_600
const dayS = 86_400

/** The claims about a person in ID tokens and userinfo. */
export function claimsOf({ id, name, email, language, organization }: Person) {
  return {
    sub: id,
    name,
    email,
    email_verified: true,
    locale: language,
    [organizationClaim]: organization.id,
  }
}

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
        redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token', developmentGrant],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub', organizationClaim],
      profile: ['name', 'locale'],
      email: ['email', 'email_verified'],
    },
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

// The people are test data, so consent is granted without asking.
async function grantEverything({ oidc: { provider, client, account, params } }: KoaContextWithOIDC) {
  if (!client || !account) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  await grant.save()
  return grant
}
