import type { Guards } from '../guards.ts'
import { type Delivery, expire, renew } from '../protocol.ts'
import type { Rules } from '../rules.ts'
import { attemptOf, eachWorker, jobOf, type Moves, type Step, stillInDoubt, type World } from '../world.ts'
import { addJob } from './queue.ts'

/** Passing time and what it ends, and workers that die or fall silent. */
export const trouble: Moves = (world, { rules, guards }) => {
  const { delivery } = world
  if (!delivery) return []
  return [
    ...passingTime(world, delivery, guards),
    ...(guards.expireEndsOverdue ? expiring(world, delivery, rules) : []),
    ...eachWorker(world, (worker, put, name) => {
      if (worker.at === 'idle') return []
      const attempt = attemptOf(worker)
      const left = {
        jobs: worker.job ? addJob(world.jobs, worker.job) : world.jobs,
        excused: attempt === undefined ? world.excused : [...world.excused, attempt],
      }
      const steps: Step[] = [{ label: `${name} dies`, kind: 'fault', next: put({ at: 'idle' }, left) }]
      if (worker.at === 'answered' && !stillInDoubt(world))
        steps.push({
          label: `${name} dies while settling`,
          kind: 'fault',
          next: put({ at: 'idle' }, { ...left, inDoubt: worker.answer }),
        })
      if (attempt !== undefined && delivery.lapsed) {
        const renewed = renew(delivery, attempt, rules)
        if (renewed.answers[0] === 'renewed')
          steps.push({
            label: `${name} renews its claim`,
            kind: 'step',
            next: put(worker, { delivery: renewed.delivery }),
          })
      }
      return steps
    }),
  ]
}

function expiring(world: World, delivery: Delivery, rules: Rules): Step[] {
  const expired = expire(delivery, rules)
  if (expired === delivery) return []
  return [{ label: 'it expires', kind: 'expire', next: { ...world, delivery: expired } }]
}

function passingTime(world: World, delivery: Delivery, guards: Guards): Step[] {
  const { status, lapsed, due, deadlinePassed } = delivery
  const steps: Step[] = []
  if (status === 'sending' && !lapsed) {
    const attempt = delivery.attempts.length
    const isRenewed = world.workers.some(
      worker => attemptOf(worker) === attempt && (jobOf(worker) || guards.waitingRenews),
    )
    const next = { ...world, delivery: { ...delivery, lapsed: true } }
    const label = `the claim of attempt ${attempt} lapses`
    steps.push(
      isRenewed
        ? { label, kind: 'fault', next: { ...next, excused: [...world.excused, attempt] } }
        : { label, kind: 'time', next },
    )
  }
  if (status === 'waiting' && !due)
    steps.push({
      label: 'the retry is due',
      kind: 'time',
      next: { ...world, delivery: { ...delivery, due: true } },
    })
  if (!deadlinePassed)
    steps.push({
      label: 'the deadline passes',
      kind: 'deadline',
      next: { ...world, delivery: { ...delivery, deadlinePassed: true } },
    })
  return steps
}
