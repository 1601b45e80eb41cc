import { createHash } from 'node:crypto'
import { type Logger, traced } from '@passlink/runtime'
import type { ClaimedDelivery, Sendable } from '@passlink/store'
import type { HandOver } from '../deliver.ts'
import { createGuard } from '../guard.ts'
import type { Subjects } from '../relay/health-report.ts'
import type { Permit } from '../relay/permit.ts'
import { sendThrough } from '../relay/send-through.ts'
import type { Render } from './create-render.ts'
import { Unmailable } from './unmailable.ts'

const noRelay = { relay: '', smtpCode: null, enhancedCode: null, command: null, retryAfterMs: null }
const connectionWaitMsMax = 10_000

/**
 * Renders the mail of a claimed delivery and hands it over to a relay. `askSendable` asks the database whether it may
 * still be sent.
 */
export function createMailHandOver(
  render: Render,
  askSendable: (claim: { deliveryId: string; attempt: number }) => Promise<Sendable>,
  log: Logger,
): HandOver<Permit> {
  return async (claimed, lease, permit, onWait, span) => {
    const { deliveryId, attempt, deferredBy, deadlineInMs } = claimed
    try {
      return await sendThrough(permit, {
        mail: await traced(span, 'render', () => render(claimed)),
        guard: createGuard(lease, () => askSendable({ deliveryId, attempt })),
        subjects: subjectsOf(claimed),
        deferredBy,
        waitMs: Math.min(connectionWaitMsMax, deadlineInMs),
        onWait,
        span,
      })
    } catch (error) {
      if (error instanceof Unmailable) return { ...noRelay, outcome: 'rejected', detail: error.message }
      log.error({ err: error, deliveryId }, 'mail not made')
      return { ...noRelay, outcome: 'not_sent', detail: 'the mail could not be made' }
    }
  }
}

// The relay's row shows no person.
function subjectsOf({ deliveryId, userId, organizationId }: ClaimedDelivery): Subjects {
  const recipient = createHash('sha256').update(`${organizationId}\n${userId}`).digest('base64url')
  return { delivery: deliveryId, recipient: recipient.slice(0, 16) }
}
