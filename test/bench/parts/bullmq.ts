import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import { inLanes, type Part, type Parts } from './part.ts'

const jobsAtOnce = 500
const jobsMax = 10_000

function nextJob() {
  const deliveryId = randomUUID()
  return { name: 'part', data: { deliveryId }, opts: { jobId: deliveryId, removeOnComplete: true } }
}

/** Adding jobs to a queue in Redis, and working on jobs that do nothing. */
export function openBullmqParts(redisUrl: string): Parts {
  const connection = { url: redisUrl, maxRetriesPerRequest: null }
  const queue = new Queue('parts', { connection }).on('error', () => {})
  async function add() {
    const { name, data, opts } = nextJob()
    await queue.add(name, data, opts)
    return 1
  }
  async function addMany() {
    await queue.addBulk(Array.from({ length: jobsAtOnce }, nextJob))
    return jobsAtOnce
  }
  const empty = () => queue.obliterate({ force: true })

  function work(concurrency: number): Part {
    return {
      what: `BullMQ jobs that do nothing, ${concurrency} at once`,
      unit: 'jobs/s',
      async prepare() {
        await empty()
        for (let added = 0; added < jobsMax; added += jobsAtOnce) await addMany()
        await queue.resume()
      },
      async run(ms) {
        let units = 0
        let emptied: (value: unknown) => void = () => {}
        const begun = performance.now()
        const worker = new Worker('parts', async () => void (++units === jobsMax && emptied(null)), {
          connection,
          concurrency,
        })
        const timer = setTimeout(() => emptied(null), ms)
        await new Promise(resolve => {
          emptied = resolve
        })
        const took = performance.now() - begun
        clearTimeout(timer)
        await worker.close()
        return { units, ms: took }
      },
    }
  }
  const unit = 'jobs/s'
  return {
    parts: [
      { what: 'BullMQ add, one after another', unit, prepare: empty, run: inLanes(1, add) },
      { what: 'BullMQ add, 50 at once', unit, prepare: empty, run: inLanes(50, add) },
      { what: `BullMQ addBulk of ${jobsAtOnce}`, unit, prepare: empty, run: inLanes(1, addMany) },
      work(20),
      work(100),
    ],
    close: () => queue.close(),
  }
}
