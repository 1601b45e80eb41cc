import { record } from '../protocol.ts'
import { type Moves, newJob, type Step } from '../world.ts'

/** One call: the record, the answer 200, and the job, which may come late or never. */
export const api: Moves = (world, { guards }) => {
  if (world.delivery || world.answered) return []
  const recorded = { ...world, delivery: record(), answered: true }
  const steps: Step[] = [
    { label: 'the api records, answers and enqueues', kind: 'step', next: { ...recorded, jobs: [newJob] } },
    { label: 'the api records and answers, and enqueues nothing', kind: 'fault', next: recorded },
  ]
  if (!guards.answerFollowsRecord)
    steps.push({ label: 'the api answers and dies', kind: 'fault', next: { ...world, answered: true } })
  return steps
}
