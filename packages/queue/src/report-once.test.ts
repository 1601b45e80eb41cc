import { afterEach, expect, test, vi } from 'vitest'
import { reportOnce } from './report-once.ts'

afterEach(() => void vi.useRealTimers())

test('an error is reported again only after a minute, and another message at once', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const reported: string[] = []
  const report = reportOnce(({ message }) => reported.push(message))
  for (const message of ['away', 'away', 'refused', 'away', 'refused']) report(new Error(message))
  expect(reported).toEqual(['away', 'refused'])
  vi.advanceTimersByTime(60_000)
  report(new Error('away'))
  expect(reported).toEqual(['away', 'refused', 'away'])
})
