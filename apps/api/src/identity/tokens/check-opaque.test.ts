import { expect, test } from 'vitest'
import { createSlots } from '../issuer/slots.ts'
import { createRefusalBudget } from '../refusals/refusal-budget.ts'
import { TokenRefused } from '../refusals/refusals.ts'
import { createCheckOpaque } from './check-opaque.ts'
import { readToken } from './token.ts'

function open() {
  const asked: string[] = []
  const addresses: string[] = []
  const check = createCheckOpaque({
    async introspect(token) {
      asked.push(token)
      return token.startsWith('good') ? { sub: 'alice' } : new TokenRefused('inactive')
    },
    read: claims => readToken(claims, { subject: 'sub', roles: 'roles', profile: [] }),
    cacheMs: 60_000,
    slots: createSlots({ total: 50, perLane: 50, waitingTotal: 10_000, waitingPerLane: 0, waitMsMax: 1 }),
    budget: createRefusalBudget({ max: 1_000_000, windowMs: 60_000 }),
  })
  const address = () => {
    addresses.push('192.0.2.1')
    return '192.0.2.1'
  }
  return { asked, addresses, check: (token: string) => check(token, { requestId: 'r', address }) }
}

test('an accepted token costs neither a question nor a look at the address of its caller', async () => {
  const { asked, addresses, check } = open()
  await check('good')
  expect([asked.length, addresses.length]).toEqual([1, 1])
  for (let call = 0; call < 10; call += 1) expect((await check('good')).subject).toBe('alice')
  expect([asked.length, addresses.length]).toEqual([1, 1])
})

test('no number of refused tokens drives an accepted one out of the cache', async () => {
  const { asked, check } = open()
  await check('good')
  for (let number = 0; number < 25_000; number += 1) await check(`bad-${number}`).catch(() => {})
  expect(asked).toHaveLength(25_001)
  await check('good')
  expect(asked).toHaveLength(25_001)
})
