import type { Pause } from '@passlink/store'
import { expect, test } from 'vitest'
import { comparePauses } from './compare-pauses.ts'

const mail: Pause = { scope: 'mail', reason: 'moving', operator: 'olga', since: 's', endsAt: null }
const webhook: Pause = { ...mail, scope: 'webhook' }
const known = (...pauses: Pause[]) => new Map(pauses.map(pause => [pause.scope, pause]))

test('what the first look finds has begun', () => {
  expect(comparePauses(undefined, known(mail))).toEqual({ begun: [mail], ended: [] })
})

test('a pause begins, stays and ends by itself', () => {
  expect(comparePauses(known(mail), known(mail, webhook))).toEqual({ begun: [webhook], ended: [] })
  expect(comparePauses(known(mail, webhook), known(webhook))).toEqual({ begun: [], ended: [mail] })
})

test.each([{ reason: 'still' }, { endsAt: 'e' }, { since: 'later' }])(
  'a pause that changes begins: %j',
  more => {
    const changed = { ...mail, ...more }
    expect(comparePauses(known(mail), known(changed))).toEqual({ begun: [changed], ended: [] })
  },
)
