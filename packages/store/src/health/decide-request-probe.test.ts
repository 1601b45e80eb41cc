import { expect, test } from 'vitest'
import { decideRequestProbe } from './decide-request-probe.ts'
import { decideTakeProbe } from './decide-take-probe.ts'
import { type Health, unknownHealth } from './health.ts'

const now = 1_000_000
const away: Health = { ...unknownHealth, reason: 'failing', absences: 1, pauses: 3, awayUntil: now + 900_000 }

test('a request ends the pause, so that a probe can be taken at once, and changes nothing else', () => {
  const decided = decideRequestProbe(away, now)
  expect(decided).toEqual({ outcome: 'requested', after: { ...away, awayUntil: now } })
  const after = 'after' in decided ? decided.after : away
  expect(decideTakeProbe(after, 500, now)).toMatchObject({ probeUntil: now + 500 })
})

test.each([
  ['not_away', unknownHealth],
  ['due', { ...away, awayUntil: now }],
  ['under_way', { ...away, awayUntil: now - 1, probeUntil: now + 1 }],
] as const)('%s changes nothing', (outcome, known) => {
  expect(decideRequestProbe(known, now)).toEqual({ outcome })
})

test('a probe whose worker never reported does not hold up another', () => {
  expect(decideRequestProbe({ ...away, probeUntil: now }, now)).toMatchObject({ outcome: 'requested' })
})
