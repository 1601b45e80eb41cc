import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpDatabase } from '../dump.ts'
import { linkInState, linkStates } from '../link-in-state.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let origin: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startRedeem()).port}`
})
afterAll(() => passlink?.stop())

test('a hundred looks at every kind of link, as a mail scanner takes them, change nothing', async () => {
  const api = await passlink.startApi()
  await askForLink(api, await passlink.issuer.token('alice'))
  await api.stop()
  const ids = await Promise.all(linkStates.map(state => linkInState(passlink.database, state)))
  const before = await dumpTables()
  expect([...before.keys()]).toEqual(
    expect.arrayContaining(['public.links', 'public.deliveries', 'public.events']),
  )

  const looks = ids.flatMap(id =>
    Array.from({ length: 100 }, async (_, index) => {
      const method = index % 2 === 0 ? 'GET' : 'HEAD'
      const response = await fetch(`${origin}/l/${id}`, { method })
      await response.arrayBuffer()
      return response.status
    }),
  )
  expect(new Set(await Promise.all(looks))).toEqual(new Set([200, 410]))
  expect(await dumpTables()).toEqual(before)
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s at a link does nothing', async method => {
  const id = await linkInState(passlink.database, 'open')
  const before = await dumpTables()
  expect((await fetch(`${origin}/l/${id}`, { method })).status).toBe(404)
  expect(await dumpTables()).toEqual(before)
})

// The queue's own tables are written by others, whenever it suits them.
async function dumpTables() {
  const tables = await dumpDatabase(passlink.database)
  return new Map([...tables].filter(([name]) => name.startsWith('public.')))
}
