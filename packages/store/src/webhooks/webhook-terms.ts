/** The types of events that webhooks report. */
export const webhookTypes = [
  'passkey.added',
  'passkey.removed',
  'passkey.renamed',
  'user.deleted',
  'delivery.sent',
  'delivery.dead',
  'delivery.bounced',
  'delivery.complained',
] as const

export type WebhookType = (typeof webhookTypes)[number]

// What a receiver that was written for earlier types would not expect is opted into.
const usualTypes: WebhookType[] = [
  'passkey.added',
  'passkey.removed',
  'delivery.sent',
  'delivery.dead',
  'delivery.bounced',
  'delivery.complained',
]

/** Reads a comma-separated list of types, in which `usual` stands for those that are reported without a setting. */
export function parseWebhookTypes(text: string): ReadonlySet<WebhookType> {
  const named = text.split(',').map(type => type.trim())
  const types = named.flatMap(type => (type === 'usual' ? usualTypes : [type]))
  if (!types.every(isWebhookType)) throw new Error(`must be some of usual, ${webhookTypes.join(', ')}`)
  return new Set(types)
}

const isWebhookType = (type: string): type is WebhookType => webhookTypes.includes(type as WebhookType)

type Settings = {
  WEBHOOK_URL?: string | undefined
  WEBHOOK_DEADLINE: number
  WEBHOOK_EVENTS: ReadonlySet<WebhookType>
}

/** The terms that settings give; null without an endpoint. */
export const webhookTermsOf = ({
  WEBHOOK_URL,
  WEBHOOK_DEADLINE,
  WEBHOOK_EVENTS,
}: Settings): WebhookTerms | null =>
  WEBHOOK_URL ? { deadlineMs: WEBHOOK_DEADLINE, types: WEBHOOK_EVENTS } : null

/** Which events are reported by webhook, and for how long that is tried. */
export type WebhookTerms = { deadlineMs: number; types: ReadonlySet<WebhookType> }
