import { expect, test } from 'vitest'
import { applyChange, type ChangedDelivery } from './apply-change.ts'

/** A redrive in two batches; `updates` are the ids that the queue was updated with. */
function twoBatches(updateQueue = async () => true) {
  const updates: string[][] = []
  async function* batches(): AsyncGenerator<ChangedDelivery[]> {
    yield [
      { deliveryId: 'a', outcome: 'redriven' },
      { deliveryId: 'b', outcome: 'revoked' },
    ]
    yield [{ deliveryId: 'c', outcome: 'redriven' }]
  }
  return {
    updates,
    change: {
      batches: batches(),
      changed: 'redriven' as const,
      updateQueue(ids: string[]) {
        updates.push(ids)
        return updateQueue()
      },
    },
  }
}

test('every outcome is counted, and the queue is updated with what was changed', async () => {
  const { change, updates } = twoBatches()
  expect(await applyChange(change)).toEqual({
    counts: { redriven: 2, revoked: 1 },
    queueUpdated: true,
    finished: true,
  })
  expect(updates).toEqual([['a'], ['c']])
})

test('after its time limit no further batch is begun', async () => {
  const { change } = twoBatches()
  expect(await applyChange(change, { withinMs: 0 })).toEqual({
    counts: { redriven: 1, revoked: 1 },
    queueUpdated: true,
    finished: false,
  })
})

test('a queue that is away is not asked again, and all deliveries are changed', async () => {
  const { change, updates } = twoBatches(async () => false)
  expect(await applyChange(change)).toMatchObject({ counts: { redriven: 2 }, queueUpdated: false })
  expect(updates).toEqual([['a']])
})

test('an error of the queue that does not mean that it is away is not hidden', async () => {
  const { change } = twoBatches(async () => {
    throw new TypeError('a mistake of ours')
  })
  await expect(applyChange(change)).rejects.toThrow('a mistake of ours')
})
