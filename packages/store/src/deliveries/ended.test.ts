import { expect, test } from 'vitest'
import { endedBy } from './ended.ts'
import { createDelivery } from './example.ts'

const dead = { status: 'dead', deadReason: 'the link was revoked' } as const

test.each([
  { before: 'queued', hasLapsed: false },
  { before: 'waiting', hasLapsed: false },
  { before: 'sending', hasLapsed: true },
] as const)('a change from $before to dead is an end; hasLapsed: $hasLapsed', ({ before, hasLapsed }) => {
  const delivery = createDelivery({ status: before })
  expect(endedBy([{ before: delivery, after: { ...delivery, ...dead } }])).toEqual([
    { deliveryId: 'd', requestId: 'r', kind: 'link', reason: 'the link was revoked', hasLapsed },
  ])
})

test('what was dead before, and what is claimed, is no end', () => {
  const [was, queued] = [createDelivery({ ...dead, deadReason: 'rejected: 550' }), createDelivery()]
  const changes = [
    { before: was, after: { ...was, ...dead } },
    { before: queued, after: { ...queued, status: 'sending' as const } },
  ]
  expect(endedBy(changes)).toEqual([])
})
