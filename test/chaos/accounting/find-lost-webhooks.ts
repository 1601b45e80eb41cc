import type { Webhook } from '../facts.ts'
import type { Breach } from './breach.ts'

/** Webhooks that are still open, that are sent but did not arrive, or that are dead without a cause in this run. */
export function findLostWebhooks(webhooks: readonly Webhook[]): Breach[] {
  return webhooks.flatMap(webhook => {
    const what = lossOf(webhook)
    return what ? [{ what: `webhook ${what}`, requestId: null, deliveryId: webhook.id }] : []
  })
}

function lossOf({ status, deadReason, arrived }: Webhook): string | undefined {
  if (status === 'sent') return arrived ? undefined : 'said to be sent, and never arrived'
  if (status !== 'dead') return `still ${status} when everything had long been well`
  return deadReason?.includes('deadline') ? undefined : `dead without cause: ${deadReason}`
}
