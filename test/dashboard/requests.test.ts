import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let dashboard: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  dashboard = await passlink.startDashboard()
})
afterAll(() => passlink?.stop())

test.each(['/queues', '/relays', '/mails'])('%s/ redirects to the page without the slash', async path => {
  const response = await askDashboard(dashboard, `${path}/`)
  expect([response.status, response.headers.get('location')]).toEqual([302, path])
})

test.each(['/', '/relays', '/queues', '/queues/queue/deliveries'])(
  '%s loads only from its own origin and is not shown in frames',
  async path => {
    const response = await askDashboard(dashboard, path)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).not.toMatch(/(src|href)="(https?:)?\/\//)
  },
)

test.each(['undiscard', 'redrives', 'xdiscard', 'redrivex'])(
  'only redrive and discard change a dead letter: /dead-letters/%s is no page',
  async path => {
    const id = await createDeadLetter(passlink.database)
    const body = new URLSearchParams({ id })
    expect((await askDashboard(dashboard, `/dead-letters/${path}`, { method: 'POST', body })).status).toBe(
      404,
    )
    const [row] = await passlink.database
      .sql`select status, redriven_at, discarded_at from deliveries where id = ${id}`
    expect(row).toEqual({ status: 'dead', redriven_at: null, discarded_at: null })
  },
)

/** Removes a job from the queue as the Bull board does. */
const remove = (id: string, headers: Record<string, string>) =>
  askDashboard(dashboard, `/queues/api/queues/deliveries/${id}/clean`, { method: 'PUT', headers })

async function addJob(): Promise<string> {
  const deliveryId = randomUUID()
  await passlink.openQueue().enqueue([{ deliveryId, dueInMs: 0 }])
  return deliveryId
}
const isThere = async (id: string) => Boolean(await (await passlink.openQueue().bull()).getJob(id))

describe('with the password', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', 'content-type': 'application/json' },
    {
      'sec-fetch-site': 'same-site',
      origin: 'https://evil.passlink.example',
      'content-type': 'application/json',
    },
    { origin: 'https://evil.example', 'content-type': 'application/json' },
    { origin: 'null', 'content-type': 'text/plain' },
  ])('a change requested by a page of another site is refused: %j', async headers => {
    const id = await addJob()
    expect((await remove(id, headers)).status).toBe(403)
    expect(await isThere(id)).toBe(true)
  })

  test('a change requested by its own page, or without a page, is made', async () => {
    const origin = `http://127.0.0.1:${dashboard.port}`
    const json = { 'content-type': 'application/json' }
    for (const headers of [{ ...json, origin, 'sec-fetch-site': 'same-origin' }, { ...json, origin }, json]) {
      const id = await addJob()
      expect((await remove(id, headers)).status).toBe(204)
      expect(await isThere(id)).toBe(false)
    }
  })
})
