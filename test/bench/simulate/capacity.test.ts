import { expect, test } from 'vitest'
import { enlarge, smallest } from './capacity.ts'
import type { Outcome } from './simulate.ts'
import type { Site } from './site.ts'

const site: Site = { ...smallest, relay: { ...smallest.relay, connections: 60 } }

const idle = { api: 0.1, worker: 0.1, postgres: 0.1, redis: 0.1 }
const outcome = (busy: Partial<typeof idle>, p99 = 150): Outcome => ({
  perSecond: 100,
  p50: 120,
  p99,
  spent: { app: 1, postgres: 1, redis: 1 },
  busy: { ...idle, ...busy },
  batchSize: 1,
})

test.each([
  ['postgres', { cores: { cores: 4, sharedSpeed: 1 } }],
  ['redis', { redis: 2 }],
  ['api', { apis: 2 }],
  ['worker', { workers: 2 }],
] as const)('where %s is too busy, that is enlarged and nothing else', (part, change) => {
  expect(enlarge(site, outcome({ [part]: 0.7 }))).toEqual({ ...site, ...change })
})

test('where nothing is busy and mails wait, workers get more connections, and then there are more of them', () => {
  const more = enlarge(site, outcome({}, 5_000))
  expect(more).toEqual({ ...site, relay: { ...site.relay, connections: 100 } })
  expect(enlarge(more as Site, outcome({}, 5_000))).toEqual({ ...more, workers: 2 })
})

test('what is enough stays as it is', () => {
  expect(enlarge(site, outcome({}))).toBeUndefined()
})
