import { saveOrganizations, saveUsers } from '@passlink/store'
import { afterEach, describe, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'
import { changed, type Provider, type ProviderToken } from './provider.ts'
import { providers } from './providers.ts'

let passlink: Passlink
afterEach(() => passlink?.stop())

/** Starts an API with the provider's settings and an issuer that answers as the provider does. */
async function start({ settings, userinfo }: Provider, more: Record<string, string> = {}) {
  passlink = await createPasslink('postgres')
  Object.assign(passlink.environment, settings, more)
  passlink.issuer.answers['/userinfo'] = (request, response) =>
    response
      .writeHead(request.headers.authorization?.startsWith('Bearer ') ? 200 : 401, {
        'content-type': 'application/json',
      })
      .end(JSON.stringify(userinfo ?? {}))
  return passlink.startApi()
}

/** Signs the token, with the issuer and the times of this test. */
function sign({ claims, header }: ProviderToken): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const times = { iat: now, nbf: now, auth_time: now }
  return passlink.issuer.token('', {
    claims: { sub: undefined, aud: undefined, ...times, ...claims },
    header: { ...header },
  })
}

describe.each(Object.entries(providers))('with %s, by settings alone,', (_, provider) => {
  test('a person is accepted and stored as its token and userinfo describe them', async () => {
    const api = await start(provider)
    const response = await askForLink(api, await sign(provider.accessToken))
    expect(response.status).toBe(200)
    const { id, organization, email, displayName, language } = provider.user
    expect(await response.json()).toMatchObject({ details: { resourceOwner: organization.id } })
    const stored = await passlink.database.sql`
      select users.id, email, email_verified, display_name, language, organizations.id as organization,
        organizations.name as organization_name
      from users join organizations on organizations.id = organization_id where not users.managed`
    expect(stored).toEqual([
      {
        id,
        email,
        email_verified: true,
        display_name: displayName,
        language,
        organization: organization.id,
        organization_name: organization.name,
      },
    ])
    expect(passlink.issuer.requests.includes('/userinfo')).toBe(provider.userinfo !== undefined)
  })

  test('a person with the role of the help desk acts for others of their organization, others do not', async () => {
    const api = await start(provider, { HELP_DESK_ROLE: provider.role })
    const { organization } = provider.user
    await saveOrganizations(passlink.database.db, [organization])
    await saveUsers(passlink.database.db, [{ ...alice, id: 'colleague', organizationId: organization.id }])
    const statusFor = async (to: { port: number }, person: string) => {
      const token = await sign(provider.accessToken)
      const path = `/management/v1/users/${person}/passwordless/_send_link`
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`http://127.0.0.1:${to.port}${path}`, { method: 'POST', headers })).status
    }
    expect(await statusFor(api, 'colleague')).toBe(200)
    expect(await statusFor(api, 'alice')).toBe(404)
    passlink.environment.HELP_DESK_ROLE = 'another role'
    expect(await statusFor(await passlink.startApi(), 'colleague')).toBe(403)
  })

  test('nothing but an access token that was made for us opens anything', async () => {
    const api = await start(provider)
    const { accessToken, others } = provider
    const unusable: Record<string, ProviderToken> = {
      ...others,
      'a token for others': changed(accessToken, { aud: 'https://other.example', azp: 'x', client_id: 'x' }),
      'an event of no type': { claims: { ...accessToken.claims, events: {} } },
      'a token bound to a key': changed(accessToken, { cnf: { jkt: 'x' } }),
      'a logout token': { ...accessToken, header: { typ: 'logout+jwt' } },
      'a token of nobody': changed(accessToken, { sub: undefined, uid: undefined, oid: undefined }),
    }
    for (const [what, token] of Object.entries(unusable)) {
      const response = await askForLink(api, await sign(token))
      expect([what, response.status]).toEqual([what, 401])
      expect(await response.json()).toEqual(failure(16, 'tokenInvalid', 'AUTH-7fs1e'))
    }
    expect(await passlink.database.sql`select id from users where not managed`).toEqual([])
    expect(passlink.issuer.requests).not.toContain('/userinfo')
  })
})
