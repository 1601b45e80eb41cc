import type { Provider } from 'oidc-provider'
import type { Person } from '../people.ts'
import { api } from './api-resource.ts'

export const developmentGrant = 'urn:passlink:development'

/**
 * Adds the grant that needs no browser: whoever reaches this issuer gets a token for the `person` that it names.
 * With `opaque=true` it is one for userinfo and introspection instead of a JWT.
 */
export function registerDevelopmentGrant(provider: Provider, people: readonly Person[]): void {
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
