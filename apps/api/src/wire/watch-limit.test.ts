import { expect, test } from 'vitest'
import { createWatchLimit } from './watch-limit.ts'

/** Asks for a watch; `end` ends it. */
function ask(limit: ReturnType<typeof createWatchLimit>, connection: object) {
  const controller = new AbortController()
  return { isGranted: limit(connection, controller.signal), end: () => controller.abort() }
}

test('so many watches a connection and in total are granted, and one that ends makes room once', () => {
  const limit = createWatchLimit({ perConnection: 2, inTotal: 3 })
  const [a, b, c] = [{}, {}, {}]
  const [first] = [ask(limit, a), ask(limit, a)]
  expect(ask(limit, a).isGranted).toBe(false)
  const other = ask(limit, b)
  expect(other.isGranted).toBe(true)
  expect([ask(limit, b), ask(limit, c)].map(({ isGranted }) => isGranted)).toEqual([false, false])
  first?.end()
  first?.end()
  expect([ask(limit, c), ask(limit, c)].map(({ isGranted }) => isGranted)).toEqual([true, false])
  other.end()
  expect([ask(limit, a), ask(limit, a)].map(({ isGranted }) => isGranted)).toEqual([true, false])
})

test('a watch that has ended already is not counted', () => {
  const limit = createWatchLimit({ perConnection: 1, inTotal: 1 })
  const connection = {}
  expect(limit(connection, AbortSignal.abort())).toBe(false)
  expect(ask(limit, connection).isGranted).toBe(true)
})
