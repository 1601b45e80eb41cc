import { answerQuestions } from '../processes/helper.ts'

export type SpinQuestion = { ms: number }

// More than fits into a core's own caches, and leaves garbage, as the apps do: what only computes is slowed down less by its neighbours.
const rows = Array.from({ length: 10_000 }, (_, n) => ({ id: `${n}`, at: n, name: 'x'.repeat(n % 200) }))

/** How often something that keeps a core busy could be done in so many milliseconds. */
answerQuestions(async ({ ms }: SpinQuestion) => {
  const end = performance.now() + ms
  let done = 0
  for (; performance.now() < end; done += 1) Buffer.from(JSON.stringify(JSON.parse(JSON.stringify(rows))))
  return done
})
