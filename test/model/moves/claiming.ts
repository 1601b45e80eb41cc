import { startAfter } from '@passlink/worker'
import { claim } from '../protocol.ts'
import {
  deferredBy,
  eachWorker,
  type Job,
  type Kind,
  type Moves,
  type Scope,
  type Worker,
  type World,
} from '../world.ts'

/** An idle worker takes a job and claims its delivery; the database's answer may be lost. */
export const claiming: Moves = (world, scope) =>
  eachWorker(world, (worker, put, name) => {
    if (worker.at !== 'idle') return []
    return world.jobs.flatMap((job, index) => {
      const jobs = world.jobs.toSpliced(index, 1)
      return claimFor(world, job, scope).map(({ does, kind, next, ...change }) => ({
        label: `${name} ${does}`,
        kind,
        next: put(next, next.at === 'idle' ? change : { ...change, jobs }),
      }))
    })
  })

type Taken = { does: string; kind: Kind; next: Worker } & Partial<World>

function claimFor(world: World, job: Job, scope: Scope): Taken[] {
  const { delivery: before, excused } = world
  if (!before) return []
  const { delivery, answers } = claim(before, [job], scope.rules)
  const [answer] = answers
  if (!answer || delivery.attempts.length > scope.attempts) return []
  const lost: Taken = { does: '', kind: 'fault', next: { at: 'idle' }, delivery }
  switch (answer.verdict) {
    // The job goes back to the queue unchanged.
    case 'busy':
    case 'early':
    case 'paused':
    case 'unknown':
      return []
    case 'sent':
      return [{ does: 'finds it sent', kind: 'queue', next: ending('done', job), delivery }]
    case 'dead': {
      const next = ending({ deadAfter: answer.attempts }, job)
      return [
        { does: 'finds it dead', kind: 'queue', next, delivery },
        { ...lost, does: 'finds it dead, but the answer is lost' },
      ]
    }
    case 'claimed': {
      const { attempt } = answer
      const unusableWhenClaimed = delivery.link !== 'open' || delivery.deadlinePassed
      const relays = relaysFor(world, scope)
      const mail = {
        attempt,
        unusableWhenClaimed,
        pausedWhenClaimed: delivery.paused,
        unusableWhenAsked: false,
        sentWhenAsked: false,
        lapsedWhenBegun: false,
        beganWhereDeferred: relays[0] === deferredBy(world),
      }
      return [
        {
          does: `claims attempt ${attempt}`,
          kind: 'queue',
          next: { at: 'claimed', mail, relays, job },
          delivery,
        },
        {
          ...lost,
          does: `claims attempt ${attempt}, but the answer is lost`,
          excused: [...excused, attempt],
        },
      ]
    }
  }
}

/** The order in which the relays are tried, as in apps/worker/src/relay/send-through.ts. */
function relaysFor(world: World, { guards, relays }: Scope): number[] {
  const named = Array.from({ length: relays }, (_, index) => ({ name: String(index + 1) }))
  const deferrer = guards.retryStartsElsewhere ? deferredBy(world) : null
  return startAfter(named as [{ name: string }], deferrer === null ? null : String(deferrer)).map(
    ({ name }) => Number(name),
  )
}

/** A worker that has lost its job has nothing to end. */
export function ending(verdict: Extract<Worker, { at: 'ending' }>['verdict'], job: Job | null): Worker {
  return job ? { at: 'ending', verdict, job } : { at: 'idle' }
}
