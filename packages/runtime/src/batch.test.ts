import { expect, test } from 'vitest'
import { inBatches, Overloaded } from './batch.ts'

function recorded() {
  const batches: number[][] = []
  const run = async (items: number[]) => {
    batches.push(items)
    await new Promise(setImmediate)
    return items.map(item => item * 2)
  }
  return { batches, run }
}

test('a lone call is a batch of one and gets its own answer', async () => {
  const { batches, run } = recorded()
  expect(await inBatches(run)(21)).toBe(42)
  expect(batches).toEqual([[21]])
})

test('calls that arrive while a batch is in flight share the next one, each with its own answer', async () => {
  const { batches, run } = recorded()
  const double = inBatches(run)
  const first = double(1)
  await Promise.resolve()
  expect(await Promise.all([first, double(2), double(3)])).toEqual([2, 4, 6])
  expect(batches).toEqual([[1], [2, 3]])
})

test('a batch never exceeds its maximum', async () => {
  const { batches, run } = recorded()
  const double = inBatches(run, { batchMax: 2 })
  await Promise.all([1, 2, 3, 4, 5].map(double))
  expect(batches.map(batch => batch.length)).toEqual([2, 2, 1])
})

test('an error reaches every sharer and the next batch works', async () => {
  let failing = true
  const call = inBatches(async (items: string[]) => {
    if (failing) throw new Error('away')
    return items
  })
  const outcomes = await Promise.allSettled([call('a'), call('b')])
  expect(outcomes.map(outcome => outcome.status)).toEqual(['rejected', 'rejected'])
  failing = false
  expect(await call('c')).toBe('c')
})

test('a call beyond the waiting maximum is refused at once, and the others are answered', async () => {
  const { run } = recorded()
  const double = inBatches(run, { waitingMax: 2 })
  const accepted = [double(1), double(2)]
  await expect(double(3)).rejects.toBeInstanceOf(Overloaded)
  expect(await Promise.all(accepted)).toEqual([2, 4])
})
