import { expect, test } from 'vitest'
import { DatabaseError } from '../database/errors.ts'
import { applyChange, type ChangedDelivery } from './apply-change.ts'

/** A redrive in two batches; `updates` are the ids of each update of the queue. */
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

test('every outcome is counted, and the queue is updated with the deliveries that were changed', async () => {
  const { change, updates } = twoBatches()
  expect(await applyChange(change)).toEqual({
    counts: { redriven: 2, revoked: 1 },
    queueUpdated: true,
    finished: true,
  })
  expect(updates).toEqual([['a'], ['c']])
})

test('no further batch begins after the time limit', async () => {
  const { change } = twoBatches()
  expect(await applyChange(change, { withinMs: 0 })).toEqual({
    counts: { redriven: 1, revoked: 1 },
    queueUpdated: true,
    finished: false,
  })
})

test('a queue that is away is not updated again, and all deliveries are changed', async () => {
  const { change, updates } = twoBatches(async () => false)
  expect(await applyChange(change)).toMatchObject({ counts: { redriven: 2 }, queueUpdated: false })
  expect(updates).toEqual([['a']])
})

test('what was changed before the database went away is told to a caller with a time limit', async () => {
  async function* batches(done: ChangedDelivery[][]): AsyncGenerator<ChangedDelivery[]> {
    yield* done
    throw DatabaseError.timeout()
  }
  const changeOf = (done: ChangedDelivery[][]) => ({ ...twoBatches().change, batches: batches(done) })
  const done: ChangedDelivery[][] = [[{ deliveryId: 'a', outcome: 'redriven' }]]
  const limited = { withinMs: 60_000 }
  expect(await applyChange(changeOf(done), limited)).toEqual({
    counts: { redriven: 1 },
    queueUpdated: true,
    finished: false,
  })
  await expect(applyChange(changeOf([]), limited)).rejects.toThrow('does not answer')
  await expect(applyChange(changeOf(done))).rejects.toThrow('does not answer')
})

test('any other error of the queue is thrown', async () => {
  const { change } = twoBatches(async () => {
    throw new TypeError('a mistake of ours')
  })
  await expect(applyChange(change)).rejects.toThrow('a mistake of ours')
})
