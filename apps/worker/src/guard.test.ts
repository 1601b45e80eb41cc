import type { Sendable } from '@passlink/store'
import { expect, test } from 'vitest'
import { createGuard } from './guard.ts'

const guardOf = (answer: Promise<Sendable>, isValid = () => true) => createGuard({ isValid }, () => answer)

test('a mail is sent if the lease is valid and the database allows it', async () => {
  const guard = guardOf(Promise.resolve('yes'))
  expect(await guard.refuse()).toBeUndefined()
  expect(guard.isOpen()).toBe(true)
})

test.each([
  ['lapsed', 'the claim lapsed before the mail was handed over'],
  ['redeemed', 'the link was redeemed before the mail was handed over'],
  ['revoked', 'the link was revoked before the mail was handed over'],
  ['overdue', 'the deadline passed before the mail was handed over'],
] as const)('after the answer %s nothing is sent any more', async (answer, refusal) => {
  const guard = guardOf(Promise.resolve(answer))
  expect(await guard.refuse()).toBe(refusal)
  expect(guard.isOpen()).toBe(false)
})

test('nothing is sent if the database does not answer', async () => {
  const guard = guardOf(Promise.reject(new Error('no answer')))
  expect(await guard.refuse()).toBe('the database did not say whether the mail may still be sent')
  expect(guard.isOpen()).toBe(false)
})

test('nothing is sent if the lease lapses, also while the database answers', async () => {
  const lapsed = guardOf(Promise.resolve('yes'), () => false)
  expect(lapsed.isOpen()).toBe(false)
  expect(await lapsed.refuse()).toBe('the claim lapsed before the mail was handed over')
  let asked = 0
  const meanwhile = guardOf(Promise.resolve('yes'), () => ++asked === 1)
  expect(await meanwhile.refuse()).toBe('the claim lapsed before the mail was handed over')
})
