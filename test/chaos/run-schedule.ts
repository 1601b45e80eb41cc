import { setTimeout as delay } from 'node:timers/promises'
import type { FaultRecord } from './facts.ts'
import { type Fault, isApp } from './fault.ts'

const atOnceMax = 2

/**
 * Applies one fault after the other at its time, two at once at most and never two to one target. One that takes longer
 * than planned puts off those behind it. Resolves, when all are undone, with what really was; rejects when one could not
 * be done or undone.
 */
export async function runSchedule(
  faults: Fault[],
  apply: (fault: Fault) => Promise<void>,
  tell: (fault: Fault) => void,
): Promise<FaultRecord[]> {
  const records: FaultRecord[] = []
  const active = new Map<Fault, Promise<void>>()
  const failures: unknown[] = []
  let startedAt = Date.now()

  async function begin(fault: Fault) {
    const beganAt = Date.now()
    tell(fault)
    await apply(fault)
    const how = fault.manner ? `${fault.kind}: ${fault.manner}` : fault.kind
    const targets = fault.targets.join(' ')
    records.push({ what: how, targets, ofServer: !isApp(fault.targets[0]), beganAt, endedAt: Date.now() })
  }

  const mustWait = (fault: Fault) =>
    active.size >= atOnceMax ||
    [...active.keys()].some(other => other.targets.some(target => fault.targets.includes(target)))

  for (const fault of faults) {
    await delay(Math.max(0, startedAt + fault.atMs - Date.now()))
    while (mustWait(fault)) await Promise.race(active.values())
    if (failures.length > 0) break
    startedAt = Math.max(startedAt, Date.now() - fault.atMs)
    active.set(
      fault,
      begin(fault)
        .catch(error => void failures.push(error))
        .finally(() => active.delete(fault)),
    )
  }
  await Promise.all(active.values())
  if (failures.length > 0) throw failures[0]
  return records
}
