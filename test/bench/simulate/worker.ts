import { type Batches, createBatches } from './batches.ts'
import type { Account } from './machine.ts'
import { createQueue } from './queue.ts'
import type { Servers, Shard } from './servers.ts'

/** A worker: what it has spent, and how large its batches were. */
export type Worker = { account: Account; batches: Batches[] }

const batchMax = 200
// How a mail's processor time is spread: before its claim, before the relay's 354, before its content, after its answer.
const stages = { before: 0.3, commands: 0.3, content: 0.2, after: 0.2 }
// Of what a mail costs Postgres: its claim, the question at 354, its settling; how many round trips each takes, and what is
// committed.
const claim = { part: 0.45, roundTrips: 4, commits: true }
const ask = { part: 0.1, roundTrips: 1, commits: false }
const settle = { part: 0.45, roundTrips: 4, commits: true }
// The kinds of batches that a mail goes through.
const mailBatches = 3

/** Starts a worker, which calls `onAccepted` for each mail that the relay took, with when it was asked for. */
export function startWorker(servers: Servers, onAccepted: (askedAt: number) => void): Worker {
  const { clock, site, costs, shards, relay, transact, startThread } = servers
  const { mail } = costs
  const thread = startThread()
  let running = 0
  let freeConnections = site.relay.connections
  const waitingForConnection = createQueue<() => void>()

  const batchesOf = ({ part, roundTrips, commits }: typeof claim) =>
    createBatches(batchMax, (size, answered) =>
      thread.run(mail.appBatch / mailBatches, () => {
        const ms = part * (mail.postgresBatch + size * mail.postgres)
        transact({ ms, roundTrips, waitMs: commits ? mail.batchWait : 0 }, answered)
      }),
    )
  const claims = batchesOf(claim)
  const asks = batchesOf(ask)
  const settles = batchesOf(settle)

  function acquire(granted: () => void) {
    if (freeConnections === 0) return void waitingForConnection.push(granted)
    freeConnections -= 1
    granted()
  }

  function release() {
    const next = waitingForConnection.shift()
    if (next) next()
    else freeConnections += 1
  }

  function waitForSlot(granted: () => void) {
    if (site.relay.perSecond === null) return granted()
    const slotAt = Math.max(clock.now(), relay.nextSlotAt)
    relay.nextSlotAt = slotAt + 1_000 / site.relay.perSecond
    clock.at(slotAt, granted)
  }

  const atRelay = (waitMs: number, done: () => void) =>
    relay.thread.run(mail.relay / 2, () => clock.at(clock.now() + site.relay.roundTripMs + waitMs, done))

  const atQueue = (shard: Shard, done: () => void) =>
    shard.thread.run(mail.redis / 2, () => clock.at(clock.now() + site.roundTripMs, done))

  function send(sent: () => void) {
    thread.run(stages.commands * mail.app, () =>
      atRelay(0, () =>
        asks.add(() => thread.run(stages.content * mail.app, () => atRelay(site.relay.answerMs, sent))),
      ),
    )
  }

  function deliver(askedAt: number, done: () => void) {
    thread.run(stages.before * mail.app, () =>
      claims.add(() =>
        acquire(() =>
          waitForSlot(() =>
            send(() => {
              onAccepted(askedAt)
              release()
              settles.add(() => thread.run(stages.after * mail.app, done))
            }),
          ),
        ),
      ),
    )
  }

  function take(shard: Shard) {
    while (running < site.jobsAtOnce && shard.waiting.length() > 0) {
      const askedAt = shard.waiting.shift() as number
      running += 1
      atQueue(shard, () =>
        deliver(askedAt, () =>
          atQueue(shard, () => {
            running -= 1
            for (const each of shards) take(each)
          }),
        ),
      )
    }
  }

  for (const shard of shards) shard.onAdded.push(() => take(shard))
  return { account: thread.account, batches: [claims, asks, settles] }
}
