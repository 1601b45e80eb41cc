import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askDashboard } from '../operator.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let dashboard: { port: number }
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  dashboard = await passlink.startDashboard()
})
afterAll(() => passlink?.stop())

test.each(['/', '/queues/'])('%s redirects to the board', async path => {
  const response = await askDashboard(dashboard, path)
  expect([response.status, response.headers.get('location')]).toEqual([302, '/queues'])
})

test.each(['/queues', '/queues/queue/deliveries'])(
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

const pause = (headers: Record<string, string>) =>
  askDashboard(dashboard, '/queues/api/queues/deliveries/pause', { method: 'PUT', headers })
const isPaused = async () => (await passlink.openQueue().bull()).isPaused()

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
    const response = await pause(headers)
    expect(response.status).toBe(403)
    expect(await isPaused()).toBe(false)
  })

  test('a change requested by its own page, or without a page, is made', async () => {
    const origin = `http://127.0.0.1:${dashboard.port}`
    const json = { 'content-type': 'application/json' }
    expect((await pause({ ...json, origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect(await isPaused()).toBe(true)
    expect((await pause({ ...json, origin })).status).toBe(200)
    expect((await pause(json)).status).toBe(200)
  })
})
