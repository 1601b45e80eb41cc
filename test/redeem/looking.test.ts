import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpDatabase } from '../dump.ts'
import { linkInState, linkStates } from '../link-in-state.ts'
import { askForLink, type Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'

let passlink: Passlink
let url: string
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  await passlink.startRedeem()
  url = createSteps(passlink).url
})
afterAll(() => passlink?.stop())

test('a hundred GET and HEAD requests to links in each state, as by mail scanners, change nothing and reveal nothing', async () => {
  const api = await passlink.startApi()
  await askForLink(api, await passlink.issuer.token('alice'))
  await api.stop()
  const ids = [
    randomUUID(),
    ...(await Promise.all(linkStates.map(state => linkInState(passlink.database, state)))),
  ]
  const before = await dumpTables()
  expect([...before.keys()]).toEqual(
    expect.arrayContaining(['public.links', 'public.deliveries', 'public.events']),
  )

  const requests = ids.flatMap(id =>
    Array.from({ length: 100 }, async (_, index) => {
      const method = index % 2 === 0 ? 'GET' : 'HEAD'
      const response = await fetch(`${url}/l/${id}?utm_source=mail`, { method })
      return `${response.status} ${method} ${await response.text()}`
    }),
  )
  expect(new Set(await Promise.all(requests)).size).toBe(2)
  expect(await dumpTables()).toEqual(before)
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s to a link does nothing', async method => {
  const id = await linkInState(passlink.database, 'open')
  const before = await dumpTables()
  for (const path of [`/l/${id}`, `/l/${id}/nothing`])
    expect((await fetch(`${url}${path}`, { method })).status).toBe(404)
  expect(await dumpTables()).toEqual(before)
})

test.each(['options', 'passkey', 'name'])('GET of the step %s does nothing', async step => {
  const id = await linkInState(passlink.database, 'open')
  const before = await dumpTables()
  expect((await fetch(`${url}/l/${id}/${step}`)).status).toBe(404)
  expect(await dumpTables()).toEqual(before)
})

// Without the queue's own tables, which change at any time, and the counts of tries, which do not belong to a link.
async function dumpTables() {
  const tables = await dumpDatabase(passlink.database)
  return new Map([...tables].filter(([name]) => name.startsWith('public.') && name !== 'public.allowances'))
}
