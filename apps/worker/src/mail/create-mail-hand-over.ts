import type { Logger } from '@passlink/runtime'
import type { HandOver } from '../deliver.ts'
import type { Permit } from '../relay/permit.ts'
import { sendThrough } from '../relay/send-through.ts'
import { type Render, Unmailable } from './create-render.ts'

const noRelay = { relay: '', smtpCode: null, enhancedCode: null, retryAfterMs: null }

/** Renders the mail of a claimed delivery and hands it over to a relay. */
export function createMailHandOver(render: Render, log: Logger): HandOver<Permit> {
  return async (claimed, { isValid }, permit) => {
    try {
      return await sendThrough(permit, render(claimed), isValid)
    } catch (error) {
      if (error instanceof Unmailable) return { ...noRelay, outcome: 'rejected', detail: error.message }
      log.error({ err: error, deliveryId: claimed.deliveryId }, 'mail not made')
      return { ...noRelay, outcome: 'not_sent', detail: 'the mail could not be made' }
    }
  }
}
