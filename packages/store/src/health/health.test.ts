import { describe, expect, test } from 'vitest'
import { type Candidate, choose } from './choose.ts'
import { decideTakeProbe } from './decide-take-probe.ts'
import { type Health, type HealthReport, next, unknownHealth } from './health.ts'
import { stateOf } from './server-state.ts'

const now = 1_000_000
const accepted: HealthReport = { kind: 'accepted' }
const rejected: HealthReport = { kind: 'rejected' }
const failed = (subject: string, pauseMs: number | null = null): HealthReport => {
  return { kind: 'failed', subject, answer: `no to ${subject}`, pauseMs }
}
const deferred = (subject: string): HealthReport => ({ kind: 'deferred', subject, answer: '451 later' })
const probe: HealthReport = { kind: 'probed', failure: null }
const failedProbe = (pauseMs: number | null = null): HealthReport => {
  return { kind: 'probed', failure: { answer: 'refused', pauseMs } }
}
const reported = (known: Health, ...reports: HealthReport[]) =>
  reports.reduce((health, report) => next(health, report, now, 0.5), known)

const away = reported(unknownHealth, failed('a'), failed('b'), failed('c'))
const deferring = reported(unknownHealth, deferred('a'), deferred('b'), deferred('c'))

describe('a server goes away', () => {
  test('when three different deliveries failed in a row, but not with an answer between them', () => {
    expect(away).toMatchObject({ reason: 'failing', absences: 1, awayUntil: now + 1_000 })
    for (const between of [accepted, rejected])
      expect(reported(unknownHealth, failed('a'), failed('b'), between, failed('c'))).toMatchObject({
        failed: ['c'],
        awayUntil: null,
      })
  })

  test('when three different recipients were deferred without an acceptance between, whatever else it answered', () => {
    expect(deferring).toMatchObject({ reason: 'deferring', awayUntil: now + 1_000 })
    const two = reported(unknownHealth, deferred('a'), deferred('b'))
    expect(reported(two, rejected, deferred('c'))).toMatchObject({ reason: 'deferring' })
    expect(reported(two, accepted, deferred('c'))).toMatchObject({ deferred: ['c'], awayUntil: null })
  })

  test('but not because of one delivery or one recipient, however often', () => {
    for (const report of [failed('a', 600_000), deferred('a')])
      expect(reported(unknownHealth, ...Array(50).fill(report))).toMatchObject({
        absences: 0,
        awayUntil: null,
      })
  })

  test('and its last three answers are kept, each once', () => {
    expect(reported(away, failedProbe()).answers).toEqual(['no to b', 'no to c', 'refused'])
    expect(deferring.answers).toEqual(['451 later'])
  })
})

test('while a server is away only probes change its health, and a late probe changes nothing', () => {
  expect(reported(away, failed('d'), deferred('e'), rejected, accepted)).toBe(away)
  expect(reported(deferring, failed('d'), deferred('e'), rejected)).toBe(deferring)
  expect(reported(away, probe)).toMatchObject({ awayUntil: null, absences: 1 })
  expect(reported(unknownHealth, probe, failedProbe())).toBe(unknownHealth)
})

test('a server that defers is back when it accepts a delivery', () => {
  expect(reported(deferring, accepted)).toBe(unknownHealth)
})

test('an acceptance forgets everything that is known against a server that is not away', () => {
  expect(reported(away, probe, accepted)).toBe(unknownHealth)
  expect(reported(unknownHealth, failed('a'), deferred('b'), accepted)).toBe(unknownHealth)
})

describe('the pause', () => {
  const pauseMs = (health: Health) => (health.awayUntil ?? 0) - now

  test('doubles with each failed probe, up to five seconds, with 20 % jitter', () => {
    const pauses = [away]
    for (let n = 0; n < 4; n++) pauses.push(reported(pauses.at(-1) as Health, failedProbe()))
    expect(pauses.map(pauseMs)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
    expect([0, 1].map(random => pauseMs(next(away, failedProbe(), now, random)))).toEqual([1_600, 2_400])
  })

  test('doubles each time that a server which passes its probes goes away again: one that defers up to a minute', () => {
    const again = (health: Health, report: (subject: string) => HealthReport) =>
      reported(health, probe, report('a'), report('b'), report('c'))
    const pausesOf = (first: Health, report: (subject: string) => HealthReport) => {
      const absences = [first]
      for (let n = 0; n < 7; n++) absences.push(again(absences.at(-1) as Health, report))
      return absences.map(pauseMs)
    }
    expect(pausesOf(deferring, deferred)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(s => s * 1_000))
    expect(pausesOf(away, failed)).toEqual([1, 2, 4, 5, 5, 5, 5, 5].map(s => s * 1_000))
  })

  test('lasts as long as the server requests, up to 15 minutes', () => {
    expect(pauseMs(reported(away, failedProbe(300_000)))).toBe(300_000)
    expect(pauseMs(reported(unknownHealth, failed('a'), failed('b'), failed('c', 86_400_000)))).toBe(900_000)
  })
})

test('a server can be probed when its pause is over and no other probe is under way', () => {
  const later = now + 10
  for (const [until, probeInMs] of [
    [{ awayUntil: later }, 10],
    [{ awayUntil: now, probeUntil: later }, 10],
    [{ awayUntil: now }, 0],
    [{ awayUntil: now, probeUntil: now }, 0],
  ] as const) {
    const health = { ...away, ...until }
    const taken = probeInMs === 0 ? { ...health, probeUntil: now + 500 } : undefined
    expect(stateOf(health, now)).toMatchObject({ away: 'failing', probeInMs })
    expect(decideTakeProbe(health, 500, now)).toEqual(taken)
  }
  expect(decideTakeProbe(unknownHealth, 500, now)).toBeUndefined()
})

describe('of several servers', () => {
  const well: Candidate = { away: null, isOnTrial: false, probeAt: 0, inFlight: 0, isStuck: false }
  const takes = (...candidates: Partial<Candidate>[]) =>
    choose(
      candidates.map(candidate => ({ ...well, ...candidate })),
      now,
    ).takes

  test('those that are present take deliveries, the preferred one first', () => {
    expect(takes({}, { away: 'failing' }, {}, { away: 'deferring' })).toEqual([0, 2])
  })

  test('one that is on trial takes one delivery at a time', () => {
    const trial = { isOnTrial: true }
    expect(takes(trial, {})).toEqual([0, 1])
    expect(takes({ ...trial, inFlight: 1 }, { inFlight: 1 })).toEqual([1])
    expect(takes({ ...trial, inFlight: 1 })).toEqual([])
  })

  test('one whose connections are all silent takes none', () => {
    expect(takes({ isStuck: true }, {})).toEqual([1])
    expect(takes({ isStuck: true }, { isStuck: true, away: 'deferring' })).toEqual([])
  })

  test('one that defers is used while all others are away, because it may be greylisting', () => {
    expect(takes({ away: 'failing' }, { away: 'deferring' }, { away: 'deferring' })).toEqual([1])
    expect(takes({ away: 'deferring' }, { isOnTrial: true, inFlight: 1 })).toEqual([])
  })

  test('those that are away are probed when their pause is over', () => {
    const candidates = [{}, { away: 'failing', probeAt: now }, { away: 'deferring', probeAt: now + 1 }]
    expect(
      choose(candidates.map(candidate => ({ ...well, ...candidate })) as Candidate[], now).probes,
    ).toEqual([1])
  })
})
