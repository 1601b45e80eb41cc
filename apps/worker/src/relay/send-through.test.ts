import { expect, onTestFinished, test } from 'vitest'
import { createStopping } from '../create-stopping.ts'
import { openRelay } from './open-relay.ts'
import { sendThrough } from './send-through.ts'
import { usualLimits } from './watch.ts'

test('a relay that is paused while a mail waits for its pace gets nothing', async () => {
  const stopping = createStopping(60_000, () => {})
  const relay = openRelay('smtp://127.0.0.1:1', 1, usualLimits, stopping)
  onTestFinished(relay.close)
  let isPaused = false
  const permit = {
    relays: [relay] as const,
    waitForTurn: async () => true,
    canUse: () => !isPaused,
    async pace() {
      isPaused = true
    },
    isStopping: () => false,
    report: () => {},
    release: () => {},
  }
  const answer = await sendThrough(permit, {
    mail: { deliveryId: 'd', from: 'a@a.example', to: 'b@b.example', content: Buffer.from(''), code: 'c' },
    guard: { isOpen: () => true, refuse: async () => undefined },
    subjects: { delivery: 'd', recipient: 'r' },
    deferredBy: null,
    waitMs: 1_000,
    onWait: () => {},
  })
  expect(answer).toMatchObject({ outcome: 'not_sent', detail: 'the relay is away or paused' })
})
