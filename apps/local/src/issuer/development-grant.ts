import type { Provider } from 'oidc-provider'
import type { Person } from '../people.ts'

export const clientId = 'passlink-development'
export const developmentGrant = 'urn:passlink:development'

/** Passlink's API as a resource server: its access tokens are JWTs with a lifetime of an hour. */
export const api = {
  identifier: 'urn:passlink:api',
  audience: 'passlink',
  scope: '',
  accessTokenFormat: 'jwt' as const,
  accessTokenTTL: 3_600,
  jwt: { sign: { alg: 'RS256' as const } },
}

/**
 * Adds a grant that needs no browser and no secret: the answer is a token for the `person` in the request. With
 * `opaque=true` the token is opaque, for userinfo and introspection, instead of a JWT.
 */
export function addDevelopmentGrant(provider: Provider, people: readonly Person[]): void {
  const names = people.map(({ id }) => id).join(', ')
  provider.registerGrantType<{ person?: string; opaque?: string }>(
    developmentGrant,
    async ctx => {
      const { client, params } = ctx.oidc
      const person = people.find(({ id }) => id === params.person)
      if (!person) {
        ctx.status = 400
        ctx.body = { error: 'invalid_grant', error_description: `person must be one of ${names}` }
        return
      }
      const scope = 'openid profile email'
      const grant = new provider.Grant({ accountId: person.id, clientId: client.clientId })
      grant.addOIDCScope(scope)
      const token = new provider.AccessToken({
        accountId: person.id,
        client,
        grantId: await grant.save(),
        gty: developmentGrant,
        ...(params.opaque === 'true'
          ? { scope }
          : { resourceServer: new provider.ResourceServer(api.identifier, api) }),
      })
      ctx.body = {
        access_token: await token.save(),
        token_type: token.tokenType,
        expires_in: token.expiration,
      }
    },
    ['person', 'opaque'],
  )
}

/** Requests a JWT for the person from the running development issuer. Rejects with a message for the developer. */
export async function requestToken(issuer: string, person: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: developmentGrant, client_id: clientId, person }),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => {
    throw new Error(`nothing answers at ${issuer}: run npm start first (ISSUER_PORT says where it is)`)
  })
  const answer = (await response.json()) as { access_token?: string; error_description?: string }
  if (answer.access_token) return answer.access_token
  throw new Error(`no token for ${person}: ${answer.error_description}`)
}
