import { randomUUID } from 'node:crypto'

/** A webhook as it arrived. `isVerified`: its signature and its time are right. `type` is empty if the body has none. */
export type ReceivedWebhook = {
  id: string
  type: string
  isVerified: boolean
  webhookId: string
  body: string
  receivedAt: string
}

/** Throws unless a webhook has a valid signature. */
export type ReceiveWebhook = (headers: Record<string, string>, body: string) => void

export type WebhookLog = ReturnType<typeof createWebhookLog>

/** Stores the newest `max` webhooks in memory, newest first. */
export function createWebhookLog(receive: ReceiveWebhook, max = 500) {
  let entries: ReceivedWebhook[] = []
  return {
    /** Stores a webhook, verified or not, and returns it. */
    add(headers: Record<string, string>, body: string): ReceivedWebhook {
      const webhook = {
        id: randomUUID(),
        type: typeOf(body),
        isVerified: isVerified(headers, body),
        webhookId: headers['webhook-id'] ?? '',
        body,
        receivedAt: new Date().toISOString(),
      }
      entries = [webhook, ...entries].slice(0, max)
      return webhook
    },
    list: () => entries,
    find: (id: string) => entries.find(webhook => webhook.id === id),
    empty: () => {
      entries = []
    },
  }

  function isVerified(headers: Record<string, string>, body: string): boolean {
    try {
      receive(headers, body)
      return true
    } catch {
      return false
    }
  }
}

function typeOf(body: string): string {
  try {
    return String(JSON.parse(body).type ?? '')
  } catch {
    return ''
  }
}
