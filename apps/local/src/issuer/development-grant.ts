import type { Provider } from 'oidc-provider'
import { findPerson, machine, type Person } from '../people.ts'

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
 * Adds a grant that needs no browser and no secret: the answer is a token for the `person` in the request, who may be the
 * machine. With `opaque=true` the token is opaque, for userinfo and introspection, instead of a JWT.
 */
export function addDevelopmentGrant(provider: Provider, people: readonly Person[]): void {
  const names = [...people, machine].map(({ id }) => id).join(', ')
  provider.registerGrantType<{ person?: string; opaque?: string }>(
    developmentGrant,
    async ctx => {
      const { client, params } = ctx.oidc
      const token = await createToken()
      if (!token) {
        ctx.status = 400
        ctx.body = { error: 'invalid_grant', error_description: `person must be one of ${names}` }
        return
      }
      ctx.body = {
        access_token: await token.save(),
        token_type: token.tokenType,
        expires_in: token.expiration,
      }

      async function createToken() {
        const resourceServer = new provider.ResourceServer(api.identifier, api)
        if (params.person === machine.id)
          return Object.assign(new provider.ClientCredentials({ client, scope: machine.scope }), {
            resourceServer,
          })
        const person = findPerson(people, params.person)
        if (!person) return undefined
        const scope = 'openid profile email'
        const grant = new provider.Grant({ accountId: person.id, clientId: client.clientId })
        grant.addOIDCScope(scope)
        return new provider.AccessToken({
          accountId: person.id,
          client,
          grantId: await grant.save(),
          gty: developmentGrant,
          ...(params.opaque === 'true' ? { scope } : { resourceServer }),
        })
      }
    },
    ['person', 'opaque'],
  )
}
