import { QueueAway } from '@passlink/queue'
import { expect, test } from 'vitest'
import { carryOut } from './carry-out.ts'
import type { Change, Changed } from './changes.ts'

/** A change of which two batches match; `told` is what the queue was told. */
function twoBatches(tellQueue: () => Promise<void> = async () => {}) {
  const told: string[][] = []
  const redriven = (deliveryId: string): Changed => ({ deliveryId, outcome: 'redriven' })
  const change: Change = {
    byId: async ids => ids.map(redriven),
    async *matching() {
      yield [redriven('a'), { deliveryId: 'b', outcome: 'revoked' }]
      yield [redriven('c')]
    },
    tellQueue(ids) {
      told.push(ids)
      return tellQueue()
    },
  }
  return { change, told }
}

test('every outcome is counted, and the queue is told of what was done', async () => {
  const { change, told } = twoBatches()
  expect(await carryOut('redrive', change, {})).toEqual({
    counts: { redriven: 2, revoked: 1 },
    queueTold: true,
    finished: true,
  })
  expect(told).toEqual([['a'], ['c']])
})

test('an id that is given twice is one', async () => {
  const { change, told } = twoBatches()
  expect(await carryOut('redrive', change, ['a', 'b', 'a'])).toMatchObject({ counts: { redriven: 2 } })
  expect(told).toEqual([['a', 'b']])
})

test('when its time is over no further batch is begun', async () => {
  const { change } = twoBatches()
  expect(await carryOut('redrive', change, {}, { withinMs: 0 })).toEqual({
    counts: { redriven: 1, revoked: 1 },
    queueTold: true,
    finished: false,
  })
})

test('a queue that is away is told nothing more, and all is done', async () => {
  const { change, told } = twoBatches(async () => {
    throw new QueueAway('away')
  })
  expect(await carryOut('redrive', change, {})).toMatchObject({ counts: { redriven: 2 }, queueTold: false })
  expect(told).toEqual([['a']])
})

test('any other trouble is not hidden', async () => {
  const { change } = twoBatches(async () => {
    throw new TypeError('a mistake of ours')
  })
  await expect(carryOut('redrive', change, {})).rejects.toThrow('a mistake of ours')
})
