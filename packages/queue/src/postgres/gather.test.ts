import { expect, test } from 'vitest'
import { gather } from './gather.ts'

test('calls of one turn share a run, and calls during a run share the next one', async () => {
  const runs: number[][] = []
  const double = gather(async (items: number[]) => {
    runs.push(items)
    if (items.includes(1)) during.push(double(3), double(4))
    return items.map(item => item * 2)
  })
  const during: Promise<number>[] = []
  expect(await Promise.all([double(1), double(2)])).toEqual([2, 4])
  expect(await Promise.all(during)).toEqual([6, 8])
  expect(runs).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('a run that fails rejects its own calls only', async () => {
  const half = gather(async (items: number[]) => {
    if (items.includes(0)) throw new Error('zero')
    return items.map(item => item / 2)
  })
  const failed = Promise.allSettled([half(0), half(2)])
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await half(4)).toBe(2)
})
