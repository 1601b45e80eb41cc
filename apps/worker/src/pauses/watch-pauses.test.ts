import { createLogger } from '@passlink/runtime'
import type { Pause } from '@passlink/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { watchPauses } from './watch-pauses.ts'

const mail: Pause = { scope: 'mail', reason: 'moving', operator: 'olga', since: 's', endsAt: null }

/** Watches pauses that `answers` finds, look by look; the last answer repeats. */
function watch(...answers: (Pause[] | Error)[]) {
  const lines: { msg: string; scope?: string }[] = []
  const log = createLogger('test', 'warn', { write: line => void lines.push(JSON.parse(line)) })
  const pauses = watchPauses(
    async () => {
      const [answer = []] = answers.length > 1 ? answers.splice(0, 1) : answers
      if (answer instanceof Error) throw answer
      return answer
    },
    ['smtp.example:587'],
    log,
  )
  onTestFinished(pauses.stop)
  const changed = () => new Promise<void>(resolve => pauses.onChange(resolve))
  return { pauses, changed, logged: () => lines.map(({ msg, scope }) => `${msg}: ${scope}`) }
}

test('everything counts as paused until the first look, which tells what is', async () => {
  const { pauses, changed, logged } = watch([mail])
  const stateOf = (scope: 'mail' | 'webhook') => [pauses.isPaused(scope), pauses.reasonOf(scope)]
  expect([stateOf('mail'), stateOf('webhook')]).toEqual([
    [true, null],
    [true, null],
  ])
  await changed()
  expect([stateOf('mail'), stateOf('webhook')]).toEqual([
    [true, 'moving'],
    [false, null],
  ])
  expect(logged()).toEqual(['paused: mail'])
})

test('what is paused stays so while the database does not answer, and ends at the next look that does not find it', async () => {
  const { pauses, changed, logged } = watch([mail], new Error('away'), [])
  await changed()
  const ended = changed()
  expect(pauses.isPaused('mail')).toBe(true)
  await ended
  expect(pauses.isPaused('mail')).toBe(false)
  expect(logged()).toEqual(['paused: mail', 'pauses not looked up: undefined', 'no longer paused: mail'])
})

test('that the database has not told the pauses for more than five seconds is known, until it tells them', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { pauses, changed } = watch([], new Error('away'), [mail])
  await changed()
  const lookedAt = new Date()
  vi.setSystemTime(lookedAt.getTime() + 5_000)
  expect(pauses.unknownSince()).toBeNull()
  vi.setSystemTime(lookedAt.getTime() + 5_001)
  expect(pauses.unknownSince()).toEqual(lookedAt)
  await changed()
  expect(pauses.unknownSince()).toBeNull()
})

test('the pause of a relay that the worker does not have is warned of', async () => {
  const relays = ['smtp.example:587', 'smtp.example:25'].map(
    (name): Pause => ({ ...mail, scope: `relay:${name}` }),
  )
  const { changed, logged } = watch(relays)
  await changed()
  expect(logged()).toEqual([
    'paused: relay:smtp.example:587',
    'paused: relay:smtp.example:25',
    'the relay that is paused is none of this worker: relay:smtp.example:25',
  ])
})
