import { afterEach, beforeEach, expect, test } from 'vitest'
import { failure } from '../call.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

test('a machine whose token names no person may keep the directory, but makes no call of a person', async () => {
  const api = await passlink.startApi()
  const claims = { sub: undefined, client_id: 'provisioner', scope: 'passlink.provisioning' }
  const token = await passlink.issuer.token('', { claims })
  const found = await fetch(`http://127.0.0.1:${api.port}/v1/users/alice`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(found.status).toBe(200)
  expect(await found.json()).toMatchObject({ id: 'alice' })
  const refused = await askForLink(api, token)
  expect(refused.status).toBe(401)
  expect(await refused.json()).toEqual(failure(16, 'tokenInvalid', 'AUTH-7fs1e'))
})
