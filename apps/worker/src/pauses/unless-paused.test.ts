import type { DeclinedClaim, Pause, PauseScope } from '@passlink/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { unlessPaused } from './unless-paused.ts'

const pauseOf = (scope: PauseScope): Pause => ({
  scope,
  reason: 'moving',
  operator: 'olga',
  since: 's',
  endsAt: null,
})

/** Delivers while `scopes` are paused; `looks` counts what was looked at. */
function create(found: DeclinedClaim | null, ...scopes: PauseScope[]) {
  let paused = scopes
  const listeners: (() => void)[] = []
  const counts = { looks: 0, delivered: 0 }
  const deliver = unlessPaused(
    async () => {
      counts.delivered += 1
      return { done: true }
    },
    { inForce: () => paused.map(pauseOf), onChange: listener => void listeners.push(listener) },
    async () => {
      counts.looks += 1
      return found
    },
  )
  function pause(...scopes: PauseScope[]) {
    paused = scopes
    for (const listener of listeners) listener()
  }
  return { deliver: () => deliver({ deliveryId: 'd', redriveAfter: undefined }), pause, counts }
}

const dead = { verdict: 'dead', reason: 'late', attempts: 1 } as const

test.each(['organization:acme', 'mail'] as const)(
  'while %s is paused a mail that has ended gives its job back without a permit',
  async scope => {
    const { deliver, counts } = create(dead, scope)
    expect(await deliver()).toEqual({ dead: 'late', attempts: 1 })
    expect(counts).toEqual({ looks: 1, delivered: 0 })
  },
)

test('what is open and not paused is delivered', async () => {
  const { deliver, counts } = create(null, 'organization:acme')
  expect(await deliver()).toEqual({ done: true })
  expect(counts).toEqual({ looks: 1, delivered: 1 })
})

test('nothing is looked at where no mail is paused, but for five minutes after all mail was', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { deliver, pause, counts } = create(null, 'webhook', 'relay:smtp.example:587')
  await deliver()
  expect(counts.looks).toBe(0)
  pause('mail')
  pause()
  vi.advanceTimersByTime(299_000)
  pause('webhook')
  await deliver()
  expect(counts.looks).toBe(1)
  vi.advanceTimersByTime(1_000)
  await deliver()
  expect(counts).toEqual({ looks: 1, delivered: 3 })
})
