import { EventEmitter } from 'node:events'
import { createLogger } from '@passlink/runtime'
import type { ServerState } from '@passlink/store'
import { expect, onTestFinished, test } from 'vitest'
import { acquireUnlessEnded } from '../acquire-unless-ended.ts'
import { createStopping } from '../create-stopping.ts'
import { createPace } from './create-pace.ts'
import { openRelay } from './open-relay.ts'
import { startGate } from './start-gate.ts'
import { usualLimits } from './watch.ts'

const well: ServerState = {
  away: null,
  isOnTrial: false,
  isWell: true,
  probeInMs: 0,
  awaySince: null,
  awayForMs: null,
  reason: null,
  answers: [],
}
const away: ServerState = { ...well, away: 'failing', isWell: false, probeInMs: 60_000 }

/** A gate of one relay with a rate, whose turns are counted, while `isPaused` and `state` are changed. */
function createGate(reserve: () => Promise<number> = async () => 0) {
  const log = createLogger('test', 'fatal')
  const stopping = createStopping(60_000, () => {})
  const relay = openRelay('smtp://relay.example:25', 1, usualLimits, stopping)
  const changes = new EventEmitter().setMaxListeners(0)
  const now = { state: well, isPaused: false, turns: 0 }
  const records = {
    find: async () => [now.state],
    report: async () => now.state,
    takeProbe: async () => false,
    returnProbe: async () => {},
  }
  const pace = createPace(new Map([[relay, 1]]), () => {
    now.turns += 1
    return reserve()
  })
  const pauses = {
    isPaused: () => now.isPaused,
    reasonOf: () => null,
    inForce: () => [],
    onChange: (listener: () => void) => void changes.on('change', listener),
  }
  const gate = startGate([relay], records, pace, pauses, { signal: stopping.begun, log })
  onTestFinished(() => {
    stopping.begin()
    stopping.end()
    gate.close()
    relay.close()
  })
  function set(changed: Partial<typeof now>) {
    Object.assign(now, changed)
    changes.emit('change')
  }
  return { gate, now, set, stop: stopping.begin }
}

const giveUps = () => Array.from({ length: 50 }, () => new AbortController())

test.each([
  ['mail is paused', { isPaused: true }, { isPaused: false }],
  ['no relay is known to be well', { state: away }, { state: well }],
])('who gives up while %s waits no longer, and takes no turn after that', async (_, begin, end) => {
  const { gate, now, set } = createGate()
  set(begin)
  const all = giveUps()
  const waiting = all.map(({ signal }) => gate.acquire(signal))
  for (const giveUp of all) giveUp.abort()
  expect(await Promise.all(waiting)).toEqual(all.map(() => undefined))
  set(end)
  expect(await gate.acquire(new AbortController().signal)).toBeDefined()
  expect(now.turns).toBe(1)
})

test('the jobs of deliveries that end while mail is paused take no turn after the pause', async () => {
  const { gate, now, set } = createGate()
  set({ isPaused: true })
  const sent = { verdict: 'sent' } as const
  const waiting = Array.from({ length: 10 }, () =>
    acquireUnlessEnded(gate, { deliveryId: 'd', redriveAfter: undefined }, async () => sent),
  )
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => sent))
  set({ isPaused: false })
  expect(await gate.acquire(new AbortController().signal)).toBeDefined()
  expect(now.turns).toBe(1)
})

test.each([
  ['its turn', async () => 3_600_000],
  ['the database to give it a turn', () => Promise.reject(new Error('away'))],
])('who gives up while it waits for %s waits no longer, and asks for no other', async (_, reserve) => {
  const { gate, now } = createGate(reserve)
  const giveUp = new AbortController()
  const waiting = gate.acquire(giveUp.signal)
  await expect.poll(() => now.turns).toBe(1)
  giveUp.abort()
  expect(await waiting).toBeUndefined()
  expect(now.turns).toBe(1)
})

test('nobody waits for a turn once the worker stops', async () => {
  const { gate, now, stop } = createGate(async () => 3_600_000)
  const waiting = gate.acquire(new AbortController().signal)
  await expect.poll(() => now.turns).toBe(1)
  stop()
  expect(await waiting).toBeUndefined()
})
