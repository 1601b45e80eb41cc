import type { AttemptOutcome } from '@passlink/store'
import { send } from '../protocol.ts'
import { eachWorker, type Moves, type Scope, type Worker, type World } from '../world.ts'
import { addJob } from './queue.ts'

type Sending = Extract<Worker, { mail: unknown }>
type Option = { does: string; next: Worker; change?: Partial<World> }

/** The exchange of a worker with a relay: up to the content, the last look, up to the dot, up to the answer. */
export const sending: Moves = (world, scope) =>
  eachWorker(world, (worker, put, name) =>
    [...optionsOf(worker, world, scope), ...wait(worker, world)].map(({ does, next, change }) => ({
      label: `${name} ${does}`,
      kind: 'step',
      next: put(next, change),
    })),
  )

function optionsOf(worker: Worker, world: World, scope: Scope): Option[] {
  switch (worker.at) {
    case 'claimed':
      return [
        // A connection that fails later, but before the dot, makes no difference.
        {
          does: `cannot connect to relay ${worker.relays[0]}`,
          next: afterOutcome(worker, 'not_sent', scope),
        },
        {
          does: `receives the rejection of the recipient from relay ${worker.relays[0]}`,
          next: afterOutcome(worker, 'rejected', scope),
        },
        ...ask(worker, world, scope),
      ]
    case 'cleared':
      return [begin(worker, world, scope)]
    case 'handing over':
      return sendDot(worker, world, scope)
    case 'dot sent':
      return [
        { does: 'receives the acceptance of the mail', next: afterOutcome(worker, 'accepted', scope) },
        loseAnswer(worker, world, scope),
        ...(scope.guards.quitFailureIsNoFailure
          ? []
          : [
              {
                does: 'receives the acceptance of the mail, but not the answer to QUIT',
                next: afterOutcome(worker, 'deferred', scope),
              },
            ]),
      ]
    default:
      return []
  }
}

/** The relay waits for the content, and the worker asks the database whether it may leave, as in apps/worker/src/guard.ts. */
function ask(worker: Sending, { delivery }: World, scope: Scope): Option[] {
  if (!delivery) return []
  const mail = {
    ...worker.mail,
    unusableWhenAsked: delivery.link !== 'open' || delivery.deadlinePassed,
    sentWhenAsked: delivery.status === 'sent',
  }
  const cleared: Worker = { ...worker, at: 'cleared', mail }
  const refused = answered(worker, 'not_sent', scope)
  const isAllowed = send(delivery, mail.attempt, scope.rules).answers[0] === 'yes'
  return [
    isAllowed
      ? { does: 'may send the content', next: cleared }
      : { does: 'may not send the content', next: refused },
    {
      does: 'is not told whether it may send the content',
      next: scope.guards.sendNeedsAnswer ? refused : cleared,
    },
  ]
}

/** The answer may have taken longer than the lease, which the worker knows by its own clock. */
function begin(worker: Sending, { delivery }: World, scope: Scope): Option {
  const { attempt } = worker.mail
  const isLatest = delivery?.attempts.length === attempt
  const isClaimed = delivery?.status === 'sending' && !delivery.lapsed
  // Nothing tells the worker at once that the acceptance of an earlier attempt was recorded.
  const hasLapsed = !isLatest || (!isClaimed && delivery.status !== 'sent')
  if (hasLapsed && scope.guards.sendChecksLease)
    return { does: 'sees that its claim lapsed', next: answered(worker, 'not_sent', scope) }
  const mail = { ...worker.mail, lapsedWhenBegun: hasLapsed }
  return {
    does: `begins the content to relay ${worker.relays[0]}`,
    next: { ...worker, at: 'handing over', mail },
  }
}

/** While the relay is silent the attempt goes on without its job, whose next look finds the delivery busy. */
function wait(worker: Worker, { jobs }: World): Option[] {
  if (!('mail' in worker) || !worker.job) return []
  const change = { jobs: addJob(jobs, worker.job) }
  return [{ does: 'gives its job back and waits for the relay', next: { ...worker, job: null }, change }]
}

function sendDot(worker: Sending, world: World, scope: Scope): Option[] {
  const mailbox = [...world.mailbox, worker.mail]
  return [
    {
      does: 'sends the dot and the relay accepts the mail',
      next: { ...worker, at: 'dot sent' },
      change: { mailbox },
    },
    { does: 'sends the dot and the relay rejects the mail', next: afterOutcome(worker, 'rejected', scope) },
    { does: 'sends the dot and the relay defers the mail', next: afterOutcome(worker, 'deferred', scope) },
    loseAnswer(worker, world, scope),
  ]
}

function loseAnswer(worker: Sending, { excused }: World, scope: Scope): Option {
  const outcome = scope.guards.silenceAfterDotIsUnknown ? 'unknown' : 'deferred'
  const change = { excused: [...excused, worker.mail.attempt] }
  return { does: 'never receives the answer to the dot', next: afterOutcome(worker, outcome, scope), change }
}

/** As in apps/worker/src/relay/send-through.ts. */
function afterOutcome(worker: Sending, outcome: AttemptOutcome, scope: Scope): Worker {
  const { guards } = scope
  const mayFailOver = outcome === 'not_sent' || (outcome !== 'accepted' && !guards.failoverOnlyWhenNotSent)
  const relays = worker.relays.slice(1)
  if (mayFailOver && relays.length > 0) return { ...worker, at: 'claimed', relays }
  return answered(worker, outcome, scope)
}

function answered(
  { mail, relays, job }: Sending,
  outcome: AttemptOutcome,
  { tracksDeferrals }: Scope,
): Worker {
  const relay = tracksDeferrals && outcome === 'deferred' ? (relays[0] ?? null) : null
  return { at: 'answered', answer: { attempt: mail.attempt, outcome, relay }, job }
}
