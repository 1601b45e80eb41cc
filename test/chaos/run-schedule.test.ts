import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Fault, Target } from './fault.ts'
import { runSchedule } from './run-schedule.ts'

const fault = (...targets: [Target, ...Target[]]): Fault => ({
  atMs: 0,
  kind: 'worker killed',
  targets,
  lastsMs: 50,
  manner: null,
})

/** Runs a schedule whose faults last until the test ends them. */
function start(faults: Fault[]) {
  const begun: Fault[] = []
  const ends: (() => void)[] = []
  const done = runSchedule(
    faults,
    () => new Promise<void>(resolve => ends.push(resolve)),
    each => begun.push(each),
  )
  const beganAll = (expected: Fault[]) => eventually(() => expect(begun).toEqual(expected))
  return { begun, ends, done, beganAll }
}

test('at most two faults overlap', async () => {
  const [one, two, three] = [fault('worker-1'), fault('worker-2'), fault('worker-3')] as const
  const { ends, done, beganAll } = start([one, two, three])
  await beganAll([one, two])
  ends[1]?.()
  await beganAll([one, two, three])
  ends[0]?.()
  ends[2]?.()
  expect(await done).toHaveLength(3)
})

test('a target has one fault at a time', async () => {
  let active = 0
  const atOnce: number[] = []
  async function apply({ lastsMs }: Fault) {
    active += 1
    atOnce.push(active)
    await delay(lastsMs)
    active -= 1
  }
  const faults = [fault('worker-1', 'relay-1'), fault('relay-1'), fault('worker-1')]
  await runSchedule(faults, apply, () => {})
  expect(atOnce).toEqual([1, 1, 2])
})

test('a fault that cannot be applied ends the run', async () => {
  const fail = () => Promise.reject(new Error('it does not come back'))
  await expect(runSchedule([fault('redis'), fault('redis')], fail, () => {})).rejects.toThrow('not come back')
})
