import type { AttemptOutcome } from '@passlink/store'
import { eachWorker, type Moves, type Scope, type Worker, type World } from '../world.ts'

type Sending = Extract<Worker, { mail: unknown }>
type Option = { does: string; next: Worker; change?: Partial<World> }

/** A worker and its relays: up to the content, from there to the dot, and from the dot to the answer. */
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
        // It makes no difference whether a connection fails at once or at any time before the dot.
        { does: `gets no hold of relay ${worker.relay}`, next: hear(worker, 'not_sent', scope) },
        { does: `hears relay ${worker.relay} reject the recipient`, next: hear(worker, 'rejected', scope) },
        begin(worker, world, scope),
      ]
    case 'handing over':
      return sendDot(worker, world, scope)
    case 'dot sent':
      return [
        { does: 'hears that the mail is accepted', next: hear(worker, 'accepted', scope) },
        loseAnswer(worker, world, scope),
        ...(scope.guards.quitFailureIsNoFailure
          ? []
          : [
              {
                does: 'hears that the mail is accepted and QUIT is not',
                next: hear(worker, 'deferred', scope),
              },
            ]),
      ]
    default:
      return []
  }
}

/** Whether the claim is still held is asked at the last moment, when the relay waits for the content. */
function begin(worker: Sending, { delivery }: World, { guards }: Scope): Option {
  const { attempt } = worker.mail
  const isHeld = delivery?.status === 'sending' && delivery.attempts.length === attempt && !delivery.lapsed
  if (!isHeld && guards.sendChecksLease)
    return { does: 'sees that its claim lapsed', next: answered(worker, 'not_sent') }
  const mail = isHeld ? worker.mail : { ...worker.mail, lapsedWhenBegun: true }
  return {
    does: `begins the content to relay ${worker.relay}`,
    next: { ...worker, at: 'handing over', mail },
  }
}

function sendDot(worker: Sending, world: World, scope: Scope): Option[] {
  const mailbox = [...world.mailbox, worker.mail]
  return [
    { does: 'sends the dot and the mail is kept', next: { ...worker, at: 'dot sent' }, change: { mailbox } },
    { does: 'sends the dot and hears that the mail is rejected', next: hear(worker, 'rejected', scope) },
    { does: 'sends the dot and hears that the mail is deferred', next: hear(worker, 'deferred', scope) },
    loseAnswer(worker, world, scope),
  ]
}

function loseAnswer(worker: Sending, { excused }: World, scope: Scope): Option {
  const outcome = scope.guards.silenceAfterDotIsUnknown ? 'unknown' : 'deferred'
  const change = { excused: [...excused, worker.mail.attempt] }
  return { does: 'never hears the answer to the dot', next: hear(worker, outcome, scope), change }
}

/** apps/worker/src/relay/send-through.ts */
function hear(worker: Sending, outcome: AttemptOutcome, { guards, relays }: Scope): Worker {
  const mayFailOver = outcome === 'not_sent' || (outcome !== 'accepted' && !guards.failoverOnlyWhenNotSent)
  if (mayFailOver && worker.relay < relays) return { ...worker, at: 'claimed', relay: worker.relay + 1 }
  return answered(worker, outcome)
}

function answered({ mail, job }: Sending, outcome: AttemptOutcome): Worker {
  return { at: 'answered', answer: { attempt: mail.attempt, outcome }, job }
}
