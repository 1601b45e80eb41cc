import { once } from 'node:events'
import { expect, test } from 'vitest'
import { every, type Repeated } from './every.ts'

const noError = (error: unknown): void => {
  throw error
}

/** Repeats `round` until it has begun `count` times, then stops. */
async function repeat(count: number, round: (nth: number) => Promise<void>, onError = noError) {
  let repeated: Repeated | undefined
  let begun = 0
  await new Promise<void>(resolve => {
    const counted = async () => {
      begun += 1
      if (begun === count) resolve()
      await round(begun)
    }
    repeated = every(1, counted, { onError })
  })
  await repeated?.stop()
  return begun
}

test('a round that takes longer than the interval does not overlap with the next', async () => {
  let running = 0
  const together: number[] = []
  await repeat(3, async () => {
    together.push(++running)
    await new Promise(resolve => setTimeout(resolve, 5))
    running -= 1
  })
  expect(together.slice(0, 3)).toEqual([1, 1, 1])
})

test('the error of a round is reported, and the next round begins', async () => {
  const errors: unknown[] = []
  const failure = new Error('this round')
  await repeat(
    3,
    async nth => {
      if (nth === 2) throw failure
    },
    error => void errors.push(error),
  )
  expect(errors).toEqual([failure])
})

test('an error that continues is reported once, and again after a round without it', async () => {
  const errors: unknown[] = []
  const outcomes = ['away', 'away', undefined, 'away', 'refused', undefined]
  await repeat(
    outcomes.length,
    async nth => {
      if (outcomes[nth - 1]) throw new Error(outcomes[nth - 1])
    },
    error => void errors.push((error as Error).message),
  )
  expect(errors).toEqual(['away', 'away', 'refused'])
})

test('stop aborts the round under way and waits for its end, and no further round begins', async () => {
  const steps: string[] = []
  let begun = () => {}
  const started = new Promise<void>(resolve => {
    begun = resolve
  })
  const repeated = every(
    1,
    async signal => {
      steps.push('begun')
      begun()
      await once(signal, 'abort')
      await new Promise(resolve => setTimeout(resolve, 5))
      steps.push('ended')
    },
    { onError: noError },
  )
  await started
  await repeated.stop()
  expect(steps).toEqual(['begun', 'ended'])
})

test('the first round begins after `firstInMs`, and none after a stop', async () => {
  const begun: string[] = []
  let atOnce: Repeated | undefined
  const late = every(1, async () => void begun.push('late'), { firstInMs: 3_600_000, onError: noError })
  await new Promise<void>(resolve => {
    const round = async () => {
      begun.push('at once')
      resolve()
    }
    atOnce = every(3_600_000, round, { firstInMs: 0, onError: noError })
  })
  await Promise.all([late.stop(), atOnce?.stop()])
  expect(begun).toEqual(['at once'])
})
