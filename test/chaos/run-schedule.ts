import { setTimeout as delay } from 'node:timers/promises'
import type { FaultRecord } from './facts.ts'
import { type Fault, stopsMail, unnoticedMs } from './fault.ts'

const atOnceMax = 2

/**
 * Applies each fault at its time, at most two at once and never two to one target. A fault that takes longer than planned
 * delays those after it. Resolves when all are undone, with their actual times; rejects if one could not be applied or
 * undone.
 */
export async function runSchedule(
  faults: Fault[],
  apply: (fault: Fault) => Promise<void>,
  report: (fault: Fault) => void,
): Promise<FaultRecord[]> {
  const records: FaultRecord[] = []
  const active = new Map<Fault, Promise<void>>()
  const failures: unknown[] = []
  let startedAt = Date.now()

  async function begin(fault: Fault) {
    const beganAt = Date.now()
    report(fault)
    await apply(fault)
    const how = fault.manner ? `${fault.kind}: ${fault.manner}` : fault.kind
    const targets = fault.targets.join(' ')
    const endedAt = Date.now() + unnoticedMs(fault)
    records.push({ what: how, targets, stopsMail: stopsMail(fault), beganAt, endedAt })
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
