import { type Delivery, type SettleAnswer, type Settlement, settle } from '../protocol.ts'
import {
  type Answer,
  eachWorker,
  type Moves,
  type Scope,
  type Step,
  stillInDoubt,
  type Worker,
  type World,
} from '../world.ts'
import { ending } from './claiming.ts'

/** A worker retries settling until its outcome is recorded. Its answer may be lost, and a transaction may commit late. */
export const settling: Moves = (world, scope) => [
  ...eachWorker(world, (worker, put, name) => {
    if (worker.at !== 'answered') return []
    const { answer } = worker
    const steps = settledAs(world, [answer], scope).flatMap(({ answers, change, text }): Step[] => [
      { label: `${name} settles ${text}`, kind: 'step', next: put(endingOf(worker, answers[0]), change) },
      { label: `${name} settles ${text} but the answer is lost`, kind: 'fault', next: put(worker, change) },
    ])
    if (!stillInDoubt(world))
      steps.push({
        label: `${name} is cut off while settling`,
        kind: 'fault',
        next: put(worker, { inDoubt: answer }),
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

/** Two outcomes recorded in one transaction. */
function together(world: World, scope: Scope): Step[] {
  const [first, second] = world.workers
  if (first.at !== 'answered' || second.at !== 'answered') return []
  return settledAs(world, [first.answer, second.answer], scope).map(({ answers, change, text }) => ({
    label: `one transaction settles ${text}`,
    kind: 'step',
    next: { ...world, ...change, workers: [endingOf(first, answers[0]), endingOf(second, answers[1])] },
  }))
}

function late(world: World, scope: Scope): Step[] {
  const inDoubt = stillInDoubt(world)
  if (!inDoubt) return []
  return [
    ...settledAs(world, [inDoubt], scope).map(
      ({ change, text }): Step => ({
        label: `the transaction that was cut off settles ${text}`,
        kind: 'step',
        next: { ...world, ...change, inDoubt: null },
      }),
    ),
    {
      label: 'the transaction that was cut off is rolled back',
      kind: 'step',
      next: { ...world, inDoubt: null },
    },
  ]
}

type SettledAs = { answers: SettleAnswer[]; change: Partial<World>; text: string }

// The schedule and the relay decide when a retry is due: try both sides of the deadline.
function settledAs(
  { delivery, acceptanceRecorded, deferredBy }: World,
  answers: Answer[],
  { rules }: Scope,
): SettledAs[] {
  if (!delivery) return []
  const isFinal = ({ outcome }: Pick<Answer, 'outcome'>) => outcome === 'accepted' || outcome === 'rejected'
  const retries: Settlement['retry'][] =
    answers.every(isFinal) || delivery.deadlinePassed ? ['late'] : ['timely', 'late']
  return retries.map(retry => {
    const settlements = answers.map(({ attempt, outcome }) => ({
      attempt,
      outcome,
      retry: isFinal({ outcome }) ? ('never' as const) : retry,
    }))
    const settled = settle(delivery, settlements, rules)
    return {
      answers: settled.answers,
      text: answers.map(({ attempt, outcome }) => `attempt ${attempt} as ${outcome}`).join(' and '),
      change: {
        delivery: settled.delivery,
        deferredBy: deferrerOf(delivery, settled.delivery, answers) ?? deferredBy,
        acceptanceRecorded: acceptanceRecorded || answers.some(({ outcome }) => outcome === 'accepted'),
      },
    }
  })
}

/** The relay of the deferral that was recorded, if one was. */
function deferrerOf(before: Delivery, after: Delivery, answers: Answer[]): number | null {
  const recorded = answers.find(
    ({ attempt }) => before.attempts[attempt - 1] === null && after.attempts[attempt - 1] === 'deferred',
  )
  return recorded?.relay ?? null
}

function endingOf(
  { answer, job }: Extract<Worker, { at: 'answered' }>,
  settled: SettleAnswer | undefined,
): Worker {
  if (settled?.status === 'waiting') return ending('retry', job)
  return ending(settled?.status === 'dead' ? { deadAfter: answer.attempt } : 'done', job)
}
