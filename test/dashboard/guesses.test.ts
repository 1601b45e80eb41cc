import { afterEach, beforeEach, expect, test } from 'vitest'
import { runAppProcess } from '../app-process.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'

const { log, lines } = createLogLines()

let passlink: Passlink
let dashboard: { port: number }
beforeEach(async () => {
  lines.length = 0
  passlink = await createPasslink('postgres', log)
  Object.assign(passlink.environment, { TRUSTED_PROXIES: '1', DASHBOARD_TRIES: '3/1h' })
  dashboard = await passlink.startDashboard()
})
afterEach(() => passlink?.stop())

const ask = (password: string, address: string) =>
  fetch(`http://127.0.0.1:${dashboard.port}/nothing`, {
    headers: { authorization: `Basic ${btoa(`operator:${password}`)}`, 'x-forwarded-for': address },
  })
const statusOf = async (password: string, address: string) => (await ask(password, address)).status

test('an address that guessed too often is not let in with the right password either, and others are', async () => {
  for (let guess = 1; guess <= 3; guess += 1) expect(await statusOf('wrong', '192.0.2.1')).toBe(401)
  const refused = await ask('correct horse', '192.0.2.1')
  expect(refused.status).toBe(429)
  const seconds = Number(refused.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(3_500)
  expect(seconds).toBeLessThanOrEqual(3_600)
  expect(await statusOf('correct horse', '192.0.2.2')).toBe(404)
})

test('an address stays blocked for the longest time that DASHBOARD_TRIES may name', async () => {
  passlink.environment.DASHBOARD_TRIES = '3/20d'
  dashboard = await passlink.startDashboard()
  for (let guess = 1; guess <= 3; guess += 1) expect(await statusOf('wrong', '192.0.2.1')).toBe(401)
  const refused = await ask('correct horse', '192.0.2.1')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(19 * 86_400)
})

test('of many guesses at the same moment no more are looked at than allowed', async () => {
  const guesses = Array.from({ length: 50 }, () => statusOf('wrong', '192.0.2.1'))
  const statuses = await Promise.all(guesses)
  expect(statuses.filter(status => status === 401)).toHaveLength(3)
  expect(statuses.filter(status => status === 429)).toHaveLength(47)
})

test('right passwords do not count, and a request without one is no guess', async () => {
  for (let count = 0; count < 10; count += 1) {
    expect(await statusOf('correct horse', '192.0.2.1')).toBe(404)
    expect((await fetch(`http://127.0.0.1:${dashboard.port}/nothing`)).status).toBe(401)
  }
})

test('each wrong password is logged with its address, and not itself', async () => {
  await ask('my secret guess', '192.0.2.7')
  const logged = lines.filter(line => line.includes('wrong password'))
  expect(logged.map(line => JSON.parse(line))).toMatchObject([{ level: 40, address: '192.0.2.7' }])
  expect(lines.join('')).not.toContain('my secret guess')
})

test.each(['dashboard', 'worker'] as const)(
  '%s listens on this machine only unless told otherwise',
  async name => {
    const { HOST: _, ...environment } = passlink.environment
    const reachable = async (more: Record<string, string>) => {
      const app = runAppProcess(name, { ...environment, ...more })
      const port = await app.listening
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
      return fetch(`http://127.0.0.2:${port}/healthz`).then(
        () => true,
        () => false,
      )
    }
    expect(await reachable({})).toBe(false)
    expect(await reachable({ HOST: '0.0.0.0' })).toBe(false)
    expect(await reachable({ [`${name.toUpperCase()}_HOST`]: '0.0.0.0' })).toBe(true)
  },
)
