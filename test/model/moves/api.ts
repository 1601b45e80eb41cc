import { recorded } from '../protocol.ts'
import { type Moves, newJob, type Step } from '../world.ts'

/** One call: it is recorded and answered 200; its job may come late or never. */
export const api: Moves = (world, { guards }) => {
  if (world.delivery || world.answered) return []
  const answered = { ...world, delivery: recorded, answered: true }
  const steps: Step[] = [
    { label: 'the api records, answers and enqueues', kind: 'step', next: { ...answered, jobs: [newJob] } },
    { label: 'the api records and answers, but enqueues nothing', kind: 'fault', next: answered },
  ]
  if (!guards.answerFollowsRecord)
    steps.push({ label: 'the api answers and dies', kind: 'fault', next: { ...world, answered: true } })
  return steps
}
