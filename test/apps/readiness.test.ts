import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { openWireCounter } from '../servers/wire-counter.ts'

let passlink: Passlink
let gate: Gate | undefined
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(async () => {
  gate?.thaw()
  await passlink?.stop()
  await gate?.shut()
  gate = undefined
})

const statusOf = async ({ port }: { port: number }) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status

test('a flood of questions to /readyz costs the database no statement', async () => {
  const counter = await openWireCounter(passlink.database.url, 'postgres')
  passlink.environment.DATABASE_URL = counter.url
  const redeem = await passlink.startRedeem()
  await eventually(async () => expect(await statusOf(redeem)).toBe(200))
  const startedAt = performance.now()
  counter.take()
  const floodMs = 3_000
  let asked = 0
  while (performance.now() - startedAt < floodMs) {
    const statuses = await Promise.all(Array.from({ length: 50 }, () => statusOf(redeem)))
    expect(new Set(statuses)).toEqual(new Set([200]))
    asked += statuses.length
  }
  // Each second the checks ask once by themselves.
  const rounds = Math.ceil((performance.now() - startedAt) / 1_000) + 1
  expect(asked).toBeGreaterThan(50 * rounds)
  expect(counter.take().requests).toBeLessThanOrEqual(3 * rounds)
  await redeem.stop()
  await counter.close()
})

test.each(['Api', 'Worker', 'Redeem', 'Bounces', 'Dashboard'] as const)(
  '%s answers /readyz at once while its database hangs, and says that it is away after its time limit',
  async name => {
    gate = await openGate(passlink.database.url)
    passlink.environment.DATABASE_URL = gate.url
    const app = await passlink[`start${name}`]()
    await eventually(async () => expect(await statusOf(app)).toBe(200))
    gate.freeze()
    const waits: number[] = []
    await eventually(async () => {
      const askedAt = performance.now()
      await statusOf(app)
      waits.push(performance.now() - askedAt)
      expect((await readinessOf(app)).body.checks.database).toBe('away')
    })
    expect(await statusOf(app)).toBe(503)
    // The check itself takes two seconds.
    expect(Math.max(...waits)).toBeLessThan(1_000)
    gate.thaw()
    await eventually(async () => expect(await statusOf(app)).toBe(200))
  },
)
