import type { AttemptOutcome } from '@passlink/store'
import { eachWorker, type Moves, type Scope, type Worker, type World } from '../world.ts'

type Sending = Extract<Worker, { mail: unknown }>
type Option = { does: string; next: Worker; change?: Partial<World> }

/** The exchange of a worker with a relay in three steps: up to the content, up to the dot, up to the answer. */
export const sending: Moves = (world, scope) =>
  eachWorker(world, (worker, put, name) =>
    optionsOf(worker, world, scope).map(({ does, next, change }) => ({
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
        { does: `cannot connect to relay ${worker.relay}`, next: afterOutcome(worker, 'not_sent', scope) },
        {
          does: `receives the rejection of the recipient from relay ${worker.relay}`,
          next: afterOutcome(worker, 'rejected', scope),
        },
        begin(worker, world, scope),
      ]
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

/** The claim is checked at the last moment, when the relay waits for the content. */
function begin(worker: Sending, { delivery }: World, { guards }: Scope): Option {
  const { attempt } = worker.mail
  const isValid = delivery?.status === 'sending' && delivery.attempts.length === attempt && !delivery.lapsed
  if (!isValid && guards.sendChecksLease)
    return { does: 'sees that its claim lapsed', next: answered(worker, 'not_sent') }
  const mail = isValid ? worker.mail : { ...worker.mail, lapsedWhenBegun: true }
  return {
    does: `begins the content to relay ${worker.relay}`,
    next: { ...worker, at: 'handing over', mail },
  }
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
function afterOutcome(worker: Sending, outcome: AttemptOutcome, { guards, relays }: Scope): Worker {
  const mayFailOver = outcome === 'not_sent' || (outcome !== 'accepted' && !guards.failoverOnlyWhenNotSent)
  if (mayFailOver && worker.relay < relays) return { ...worker, at: 'claimed', relay: worker.relay + 1 }
  return answered(worker, outcome)
}

function answered({ mail, job }: Sending, outcome: AttemptOutcome): Worker {
  return { at: 'answered', answer: { attempt: mail.attempt, outcome }, job }
}
