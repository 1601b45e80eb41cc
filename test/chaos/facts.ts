/** The input of the accounting. All times are in milliseconds of this machine's clock. */
export type Facts = {
  calls: Call[]
  deliveries: Delivery[]
  copies: Copy[]
  deadLinks: DeadLink[]
  webhooks: Webhook[]
  faults: FaultRecord[]
}

/** A call for a link; `status` is null if there was no answer. */
export type Call = { requestId: string; status: number | null; endedAt: number }

export type Attempt = {
  number: number
  startedAt: number
  finishedAt: number | null
  outcome: string | null
  relay: string | null
  detail: string | null
}

export type Delivery = {
  id: string
  requestId: string
  linkId: string
  status: string
  deadReason: string | null
  deadline: number
  expiresAt: number | null
  attempts: Attempt[]
}

/** A mail that a relay accepted. `link` is a digest of the link with its code, so that the code is not stored. */
export type Copy = { deliveryId: string; linkId: string; link: string; relay: string; receivedAt: number }

/** A webhook; `arrived`: its endpoint has accepted it. */
export type Webhook = { id: string; status: string; deadReason: string | null; arrived: boolean }

/** A link that was made unusable, by `at` at the latest. */
export type DeadLink = { linkId: string; how: 'revoked' | 'redeemed'; at: number }

/** `stopsMail`: nothing was left that could take over. */
export type FaultRecord = {
  what: string
  targets: string
  stopsMail: boolean
  beganAt: number
  endedAt: number
}
