import { expect, test } from 'vitest'
import { createAuthenticateToken } from './authenticate.ts'
import { createSlots } from './issuer/slots.ts'
import { createRefusalBudget } from './refusals/refusal-budget.ts'
import { TokenRefused, TooManyRefused } from './refusals/refusals.ts'
import { createRefuse } from './refusals/refuse.ts'
import { createCheckOpaque } from './tokens/check-opaque.ts'
import { readToken } from './tokens/token.ts'

const slotsOfAddress = 25
const budgetMax = 600

test('5,000 different bad tokens at once are no more questions than the budget and the slots of their address', async () => {
  let asked = 0
  let together = 0
  const budget = createRefusalBudget({ max: budgetMax, windowMs: 60_000 })
  const authenticate = createAuthenticateToken({
    checkToken: createCheckOpaque({
      async introspect() {
        asked += 1
        together += 1
        expect(together).toBeLessThanOrEqual(slotsOfAddress)
        await new Promise(resolve => setImmediate(resolve))
        together -= 1
        return new TokenRefused('inactive')
      },
      read: claims => readToken(claims, { subject: 'sub', roles: 'roles', profile: [] }),
      cacheMs: 60_000,
      slots: createSlots({
        total: 2 * slotsOfAddress,
        perLane: slotsOfAddress,
        waitingTotal: 10_000,
        waitingPerLane: 1_000,
        waitMsMax: 60_000,
      }),
      budget,
    }),
    refuse: createRefuse({ budget, report: () => {} }),
  })
  const caller = { requestId: 'r', address: () => '192.0.2.1' }
  const answers = await Promise.all(
    Array.from({ length: 5_000 }, (_, number) =>
      authenticate(`Bearer bad-${number}`, caller).catch(error => error),
    ),
  )
  const answered = (kind: typeof TokenRefused | typeof TooManyRefused) =>
    answers.filter(answer => answer instanceof kind).length
  expect(answered(TokenRefused)).toBe(budgetMax)
  expect(answered(TooManyRefused)).toBe(5_000 - budgetMax)
  expect(asked).toBeGreaterThanOrEqual(budgetMax)
  expect(asked).toBeLessThanOrEqual(budgetMax + 2 * slotsOfAddress)
})
