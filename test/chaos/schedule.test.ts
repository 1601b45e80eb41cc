import { describe, expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { backends } from './backend.ts'
import { stopsMail, unnoticedMs } from './fault.ts'
import { shapesFor } from './fault-kinds.ts'
import { planSchedule } from './schedule.ts'

describe.each(backends)('a schedule of faults for %s', backend => {
  test('is determined by the seed', () => {
    expect(planSchedule(1, backend, 50)).toEqual(planSchedule(1, backend, 50))
    expect(planSchedule(2, backend, 50)).not.toEqual(planSchedule(1, backend, 50))
  })

  test('has the requested number of faults, in order of time', () => {
    const { faults, lastsMs } = planSchedule(3, backend, 200)
    expect(faults).toHaveLength(200)
    expect(faults.map(fault => fault.atMs)).toEqual(faults.map(fault => fault.atMs).sort((a, b) => a - b))
    expect(Math.max(...faults.map(fault => fault.atMs + fault.lastsMs))).toBeLessThan(lastsMs)
  })

  test('has every kind of fault in a short run', () => {
    const planned = planSchedule(4, backend, readArguments(['--short'], 4).faults).faults.map(
      fault => fault.kind,
    )
    const kinds = shapesFor(backend).map(([kind]) => kind)
    expect(new Set(planned)).toEqual(new Set(kinds))
  })

  test('has at most two faults at once', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { faults } = planSchedule(seed, backend, 100)
      const atOnce = faults.map(
        ({ atMs }) => faults.filter(other => other.atMs <= atMs && atMs < other.atMs + other.lastsMs).length,
      )
      expect(Math.max(...atOnce)).toBeLessThanOrEqual(2)
    }
  })
})

test('mail is excused by a fault only if nothing is left that could take over', () => {
  expect(stopsMail({ kind: 'postgres frozen', targets: ['postgres'] })).toBe(true)
  expect(stopsMail({ kind: 'queue paused', targets: ['queue'] })).toBe(true)
  expect(stopsMail({ kind: 'relays away', targets: ['relay-1', 'relay-2'] })).toBe(true)
  expect(stopsMail({ kind: 'relay defers everything', targets: ['relay-1'] })).toBe(false)
  expect(stopsMail({ kind: 'relay at quit', targets: ['worker-1', 'relay-1'] })).toBe(false)
  expect(stopsMail({ kind: 'worker killed', targets: ['worker-1'] })).toBe(false)
  expect(stopsMail({ kind: 'webhook endpoint dead', targets: ['endpoint'] })).toBe(false)
  expect(stopsMail({ kind: 'postgres rows locked', targets: ['postgres'] })).toBe(false)
})

test('only silent connections excuse waiting after the fault, for as long as they may go unnoticed', () => {
  expect(unnoticedMs({ kind: 'postgres connections silent' })).toBe(16_000)
  expect(unnoticedMs({ kind: 'postgres frozen' })).toBe(0)
})

test('Redis is broken only if it is the backend', () => {
  const kinds = shapesFor('postgres').map(([kind]) => kind)
  expect(kinds.filter(kind => kind.startsWith('redis'))).toEqual([])
})
