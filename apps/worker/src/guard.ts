import type { Sendable } from '@passlink/store'
import type { Lease } from './leases.ts'
import type { Guard } from './relay/send-through.ts'

const refusals: Record<Exclude<Sendable, 'yes'>, string> = {
  lapsed: 'the claim lapsed before the mail was handed over',
  redeemed: 'the link was redeemed before the mail was handed over',
  revoked: 'the link was revoked before the mail was handed over',
  overdue: 'the deadline passed before the mail was handed over',
}

/**
 * Guards an attempt until its content leaves. `ask` asks the database whether the mail may still be sent. If it does not
 * answer, nothing is sent.
 */
export function createGuard({ isValid }: Pick<Lease, 'isValid'>, ask: () => Promise<Sendable>): Guard {
  let isOpen = true

  async function refusalOf(): Promise<string | undefined> {
    if (!isValid()) return refusals.lapsed
    const sendable = await ask().catch(() => undefined)
    if (sendable === undefined) return 'the database did not say whether the mail may still be sent'
    if (sendable !== 'yes') return refusals[sendable]
    // The answer may have taken longer than the lease.
    return isValid() ? undefined : refusals.lapsed
  }

  return {
    isOpen: () => isOpen && isValid(),
    async refuse() {
      const refusal = await refusalOf()
      if (refusal !== undefined) isOpen = false
      return refusal
    },
  }
}
