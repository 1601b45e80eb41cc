import { type Batches, createBatches } from './batches.ts'
import type { Account } from './machine.ts'
import { type Servers, tellWorkers } from './servers.ts'

/** An API: a call is answered by calling back. */
export type Api = { account: Account; batches: Batches[]; call: (answered: () => void) => void }

const batchMax = 200
const recordRoundTrips = 4
// How a call's processor time is spread: before it is recorded, until it is answered, and after that, for its job.
const stages = { before: 0.35, answer: 0.25, after: 0.4 }

/** Starts an API, which enqueues what it has recorded, each at its shard in turn. */
export function startApi({ clock, costs, shards, transact, startThread }: Servers): Api {
  const { call } = costs
  const thread = startThread()
  let enqueued = 0

  const records = createBatches(batchMax, (size, answered) =>
    thread.run(call.appBatch / 2, () => {
      const ms = call.postgresBatch + size * call.postgres
      transact({ ms, roundTrips: recordRoundTrips, waitMs: call.batchWait }, () => {
        answered()
        // Its jobs are enqueued together.
        thread.run(call.appBatch / 2, () => {})
      })
    }),
  )

  function enqueue(askedAt: number) {
    const shard = shards[enqueued % shards.length]
    enqueued += 1
    thread.run(stages.after * call.app, () =>
      shard?.thread.run(call.redis, () => {
        shard.waiting.push(askedAt)
        tellWorkers(shard)
      }),
    )
  }

  return {
    account: thread.account,
    batches: [records],
    call(answered) {
      const askedAt = clock.now()
      thread.run(stages.before * call.app, () =>
        records.add(() =>
          thread.run(stages.answer * call.app, () => {
            answered()
            enqueue(askedAt)
          }),
        ),
      )
    },
  }
}
