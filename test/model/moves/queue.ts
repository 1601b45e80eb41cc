import { isOpen } from '../protocol.ts'
import {
  eachWorker,
  type Job,
  liveJobs,
  type Moves,
  newJob,
  type Put,
  type Step,
  type Worker,
} from '../world.ts'

const jobsMax = 2

/** Jobs end; the queue loses or duplicates them; reconcile enqueues them again. */
export const queue: Moves = (world, { guards }) => {
  if (!world.delivery) return []
  const { delivery, failed, jobs, workers } = world
  const steps = eachWorker(world, (worker, put, name) => [
    ...(worker.at === 'ending' ? endings(worker, put, name, jobs) : []),
    ...stall(worker, put, name, jobs),
  ])
  const live = liveJobs(world)
  const mayRevive = !failed || guards.reconcileRevivesFailed
  if (isOpen(delivery) && live === 0 && guards.reconcileRestoresLost && mayRevive)
    steps.push({
      label: 'reconcile enqueues the job again',
      kind: 'queue',
      next: { ...world, jobs: [newJob], failed: null },
    })
  if (live < jobsMax)
    steps.push({
      label: 'another job appears',
      kind: 'fault',
      next: { ...world, jobs: addJob(jobs, newJob) },
    })
  if (live > 0 || failed)
    steps.push({
      label: 'the queue is emptied',
      kind: 'fault',
      next: { ...world, jobs: [], failed: null, workers: workers.map(withoutJob) as [Worker, Worker] },
    })
  return steps
}

function endings(
  { verdict, job }: Extract<Worker, { at: 'ending' }>,
  put: Put,
  name: string,
  jobs: readonly Job[],
): Step[] {
  const idle: Worker = { at: 'idle' }
  if (verdict === 'done') return [{ label: `${name} ends its job`, kind: 'queue', next: put(idle) }]
  if (verdict === 'retry')
    return [
      {
        label: `${name} delays its job`,
        kind: 'queue',
        next: put(idle, { jobs: addJob(jobs, job) }),
      },
    ]
  const marked = { redriveAfter: verdict.deadAfter }
  return [
    { label: `${name} fails its job as dead`, kind: 'queue', next: put(idle, { failed: marked }) },
    { label: `${name} fails its job as dead and dies`, kind: 'fault', next: put(idle, { failed: job }) },
  ]
}

function stall(worker: Worker, put: Put, name: string, jobs: readonly Job[]): Step[] {
  if (worker.at === 'idle' || !worker.job) return []
  const next = put(withoutJob(worker), { jobs: addJob(jobs, worker.job) })
  return [{ label: `the queue considers the job of ${name} stalled`, kind: 'fault', next }]
}

/** A worker whose job the queue has lost or given to another; how the job ends does not matter then. */
function withoutJob(worker: Worker): Worker {
  if (worker.at === 'idle' || worker.at === 'ending') return { at: 'idle' }
  return { ...worker, job: null }
}

export function addJob(jobs: readonly Job[], job: Job): Job[] {
  return [...jobs, job].sort((a, b) => (a.redriveAfter ?? 0) - (b.redriveAfter ?? 0))
}
