import { expect, test } from 'vitest'
import { createPool } from './create-pool.ts'

function createNumbers(max: number) {
  let last = 0
  return createPool(() => {
    last += 1
    return last
  }, max)
}

test('a thing is created only when all others are lent, and never more than the maximum', async () => {
  const pool = createNumbers(2)
  expect(await pool.acquire(0)).toBe(1)
  pool.release(1)
  expect(await pool.acquire(0)).toBe(1)
  expect(await pool.acquire(0)).toBe(2)
  expect(await pool.acquire(1)).toBeUndefined()
})

test('the thing that was released last is lent first', async () => {
  const pool = createNumbers(2)
  await Promise.all([pool.acquire(0), pool.acquire(0)])
  pool.release(1)
  pool.release(2)
  expect(await pool.acquire(0)).toBe(2)
})

test('those who wait get what is released in the order of their calls', async () => {
  const pool = createNumbers(1)
  await pool.acquire(0)
  const waiting = [pool.acquire(60_000), pool.acquire(60_000)]
  pool.release(1)
  expect(await waiting[0]).toBe(1)
  pool.release(1)
  expect(await waiting[1]).toBe(1)
})

test('who has waited in vain gets nothing that is released later', async () => {
  const pool = createNumbers(1)
  await pool.acquire(0)
  expect(await pool.acquire(1)).toBeUndefined()
  pool.release(1)
  expect(await pool.acquire(0)).toBe(1)
})

test('dismissing ends the waiting of all, and later borrowers wait as usual', async () => {
  const pool = createNumbers(1)
  await pool.acquire(0)
  const waiting = [pool.acquire(60_000), pool.acquire(60_000)]
  pool.dismiss()
  expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  const later = pool.acquire(60_000)
  pool.release(1)
  expect(await later).toBe(1)
})
