import { expect, test } from 'vitest'
import { createClock } from './clock.ts'
import { fitCosts, type Measured } from './fit-costs.ts'
import { createMachine, createThread } from './machine.ts'
import { type Load, simulate } from './simulate.ts'
import type { Costs, Site } from './site.ts'

const costs: Costs = {
  mail: { app: 0.5, appBatch: 2, postgres: 0.1, postgresBatch: 1.5, redis: 0.1, batchWait: 1, relay: 0.05 },
  call: { app: 0.2, appBatch: 1, postgres: 0.05, postgresBatch: 1, redis: 0.05, batchWait: 2, load: 0.03 },
}

const site: Site = {
  machines: 'one',
  cores: { cores: 2, sharedSpeed: 0.8 },
  roundTripMs: 0.1,
  apis: 1,
  workers: 1,
  jobsAtOnce: 100,
  redis: 1,
  relay: { connections: 20, answerMs: 0, roundTripMs: 0.1, perSecond: null },
}

test('threads that share a machine get equal parts of its cores, each slower where a core is shared', () => {
  const clock = createClock()
  const machine = createMachine(clock, { cores: 2, sharedSpeed: 0.5 })
  const ended: number[] = []
  for (let each = 0; each < 2; each += 1) createThread(machine).run(10, () => ended.push(clock.now()))
  clock.run()
  expect(ended).toEqual([20, 20])
  createThread(machine).run(10, () => ended.push(clock.now()))
  clock.run()
  expect(ended.at(-1)).toBe(30)
})

test('a thread does one thing after another, and its account has the time that it was on a core', () => {
  const clock = createClock()
  const thread = createThread(createMachine(clock, { cores: 4, sharedSpeed: 1 }))
  const ended: number[] = []
  for (let each = 0; each < 3; each += 1) thread.run(5, () => ended.push(clock.now()))
  clock.run()
  expect(ended).toEqual([5, 10, 15])
  expect(thread.account.ms).toBe(15)
})

test('a relay that is slow limits each worker by its connections, and RELAY_RATE all of them together', () => {
  const slow = { ...site.relay, answerMs: 100 }
  const one = simulate({ ...site, relay: slow }, costs, { waiting: 1_000 }).perSecond
  const two = simulate({ ...site, workers: 2, relay: slow }, costs, { waiting: 2_000 }).perSecond
  expect(one).toBeLessThan(20 / 0.1)
  expect(one).toBeGreaterThan(0.85 * (20 / 0.1))
  expect(two / one).toBeCloseTo(2, 0)
  const limited = { ...site, workers: 2, relay: { ...site.relay, perSecond: 300 } }
  expect(Math.round(simulate(limited, costs, { waiting: 1_500 }).perSecond / 10)).toBe(30)
})

test('costs are found again from what they lead to', () => {
  const measured = (own: Partial<Site>, load: Load): Measured => {
    const where = { ...site, ...own }
    const { perSecond, spent } = simulate(where, costs, load)
    return { site: where, load, perSecond, spent }
  }
  const found = fitCosts(
    [measured({ apis: 0, jobsAtOnce: 20 }, { waiting: 500 }), measured({ apis: 0 }, { waiting: 500 })],
    [measured({ workers: 0 }, { connections: 5 }), measured({ workers: 0 }, { connections: 100 })],
    { relay: costs.mail.relay, load: costs.call.load },
  )
  for (const load of [{ waiting: 500 }, { connections: 30 }] as Load[]) {
    const where = 'waiting' in load ? { ...site, apis: 0, workers: 2 } : { ...site, workers: 0 }
    const expected = simulate(where, costs, load).perSecond
    expect(Math.abs(simulate(where, found, load).perSecond / expected - 1)).toBeLessThan(0.05)
  }
})
