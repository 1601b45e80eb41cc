import type { AttemptOutcome } from '@passlink/store'
import type { TimeLimits } from '@passlink/worker'
import type { Reply, Stage } from '../servers/relay/reply.ts'
import { trustingUrl } from '../servers/relay/trusting-url.ts'
import type { TestRelay } from '../servers/relay.ts'
import type { mail } from './hand-over.ts'

/** A row of the table in docs/delivery.md: what a relay replies or does, and the outcome of the attempt. */
export type Row = {
  when: string
  label: string
  outcome: AttemptOutcome
  /** The delay that the relay names, if it decides about the retry. */
  namedMs?: number
  /** Why the outcome is this one. */
  reason?: string
  relay: (relay: TestRelay) => void
  /** The recorded code. */
  code?: number | undefined
  implicitTls?: boolean
  urlOf?: (relay: TestRelay) => string
  mail?: typeof mail
  limits?: Partial<TimeLimits>
  /** Commands that the relay must not receive. */
  neverReceives?: RegExp
}

const whens: Record<Stage, string> = {
  greeting: 'greeting',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  auth: 'AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  content: 'content',
  message: 'final dot',
  rset: 'RSET',
  quit: 'QUIT',
}

/** Makes the relay give these replies, one after another, at that stage. */
export const scripted =
  (stage: Stage, ...replies: Reply[]) =>
  (relay: TestRelay) =>
    void relay.script[stage].push(...replies)

type Overrides = Partial<Row>

/** The row of a relay that gives this reply. */
export function replies(stage: Stage, reply: string, outcome: AttemptOutcome, more: Overrides = {}): Row {
  const code = outcome === 'accepted' ? 250 : Number(reply.slice(0, 3))
  return { when: whens[stage], label: `\`${reply}\``, outcome, code, relay: scripted(stage, reply), ...more }
}

/** The row of a relay that does something other than give one reply. */
export function does(
  stage: Stage,
  what: string,
  outcome: AttemptOutcome,
  how: Reply | Reply[],
  more: Overrides = {},
): Row {
  const code = outcome === 'accepted' ? { code: 250 } : {}
  return {
    when: whens[stage],
    label: what,
    outcome,
    ...code,
    relay: scripted(stage, ...[how].flat()),
    ...more,
  }
}

export const closes = (stage: Stage, more: Overrides = {}) => does(stage, 'closes', 'not_sent', 'drop', more)

/** The row of a relay that is silent at a stage before the mail's end. */
export const silent = (stage: Stage, more: Overrides = {}) =>
  does(stage, 'says nothing', 'not_sent', 'hang', { limits: impatient, ...more })

/** For a relay that is silent before the mail's end. */
const ms = 300
export const impatient = { connect: ms, greeting: ms, login: ms, mail: ms, rcpt: ms, data: ms, block: ms }

/** Makes the relay offer STARTTLS, and a login once encrypted; the sender trusts its certificate. */
export function withTls(row: Row): Row {
  return {
    urlOf: trustingUrl,
    ...row,
    relay(relay) {
      relay.offers = encrypted => (encrypted ? ['8BITMIME', 'SMTPUTF8', 'AUTH PLAIN'] : ['STARTTLS'])
      row.relay(relay)
    },
  }
}

/** Makes the relay announce only these extensions. */
export function offering(extensions: string[], row: Row): Row {
  return {
    ...row,
    relay(relay) {
      relay.offers = () => extensions
      row.relay(relay)
    },
  }
}
