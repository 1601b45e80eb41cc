import { type SettleAnswer, type Settlement, settle } from '../protocol.ts'
import {
  type Answer,
  eachWorker,
  type Moves,
  type Scope,
  type Step,
  stillAdrift,
  type Worker,
  type World,
} from '../world.ts'
import { ending } from './claiming.ts'

/** A worker settles until its answer is recorded; what it is told may be lost, and a transaction may come late. */
export const settling: Moves = (world, scope) => [
  ...eachWorker(world, (worker, put, name) => {
    if (worker.at !== 'answered') return []
    const { answer } = worker
    const steps = settledAs(world, [answer], scope).flatMap(({ answers, change, says }): Step[] => [
      { label: `${name} settles ${says}`, kind: 'step', next: put(endingOf(worker, answers[0]), change) },
      { label: `${name} settles ${says} and is not told`, kind: 'fault', next: put(worker, change) },
    ])
    if (!stillAdrift(world))
      steps.push({
        label: `${name} is cut off while settling`,
        kind: 'fault',
        next: put(worker, { adrift: answer }),
      })
    if (!scope.guards.settlesUntilStored)
      steps.push({
        label: `${name} gives up settling`,
        kind: 'fault',
        next: put(ending('retry', worker.job)),
      })
    return steps
  }),
  ...together(world, scope),
  ...late(world, scope),
]

/** Two outcomes that happen to be recorded in one transaction. */
function together(world: World, scope: Scope): Step[] {
  const [first, second] = world.workers
  if (first.at !== 'answered' || second.at !== 'answered') return []
  return settledAs(world, [first.answer, second.answer], scope).map(({ answers, change, says }) => ({
    label: `one transaction settles ${says}`,
    kind: 'step',
    next: { ...world, ...change, workers: [endingOf(first, answers[0]), endingOf(second, answers[1])] },
  }))
}

function late(world: World, scope: Scope): Step[] {
  const adrift = stillAdrift(world)
  if (!adrift) return []
  return [
    ...settledAs(world, [adrift], scope).map(
      ({ change, says }): Step => ({
        label: `the transaction that was cut off settles ${says}`,
        kind: 'step',
        next: { ...world, ...change, adrift: null },
      }),
    ),
    {
      label: 'the transaction that was cut off is rolled back',
      kind: 'step',
      next: { ...world, adrift: null },
    },
  ]
}

type SettledAs = { answers: SettleAnswer[]; change: Partial<World>; says: string }

// When the retry is due is the schedule's and the relay's affair: both sides of the deadline are tried.
function settledAs(
  { delivery, acceptanceRecorded }: World,
  answers: Answer[],
  { rules }: Scope,
): SettledAs[] {
  if (!delivery) return []
  const isFinal = ({ outcome }: Answer) => outcome === 'accepted' || outcome === 'rejected'
  const retries: Settlement['retry'][] =
    answers.every(isFinal) || delivery.deadlinePassed ? ['late'] : ['timely', 'late']
  return retries.map(retry => {
    const settlements = answers.map(answer => ({
      ...answer,
      retry: isFinal(answer) ? ('never' as const) : retry,
    }))
    const settled = settle(delivery, settlements, rules)
    return {
      answers: settled.answers,
      says: answers.map(({ attempt, outcome }) => `attempt ${attempt} as ${outcome}`).join(' and '),
      change: {
        delivery: settled.delivery,
        acceptanceRecorded: acceptanceRecorded || answers.some(({ outcome }) => outcome === 'accepted'),
      },
    }
  })
}

function endingOf(
  { answer, job }: Extract<Worker, { at: 'answered' }>,
  told: SettleAnswer | undefined,
): Worker {
  if (told?.status === 'waiting') return ending('retry', job)
  return ending(told?.status === 'dead' ? { deadAfter: answer.attempt } : 'done', job)
}
