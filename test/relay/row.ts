import type { AttemptOutcome } from '@passlink/store'
import type { ConnectionTimeouts } from '@passlink/worker'
import type { Reply, Stage } from '../servers/relay/reply.ts'
import { trustingUrl } from '../servers/relay/trusting-url.ts'
import type { TestRelay } from '../servers/relay.ts'
import type { mail } from './hand-over.ts'

/** A row of the table in docs/delivery.md: what a relay says or does, and what becomes of the mail because of it. */
export type Row = {
  when: string
  says: string
  outcome: AttemptOutcome
  /** The delay that the relay names, if that is what follows. */
  namedMs?: number
  /** What decides. */
  because?: string
  relay: (relay: TestRelay) => void
  /** The code on record. */
  code?: number | undefined
  implicitTls?: boolean
  urlOf?: (relay: TestRelay) => string
  mail?: typeof mail
  timeouts?: Partial<ConnectionTimeouts>
  /** Commands that the relay must not have heard. */
  neverHears?: RegExp
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

/** The relay says these things, one after another, when it is at that stage. */
export const says =
  (stage: Stage, ...replies: Reply[]) =>
  (relay: TestRelay) =>
    void relay.script[stage].push(...replies)

type More = Partial<Row>

/** The row of a relay that gives this reply. */
export function replies(stage: Stage, reply: string, outcome: AttemptOutcome, more: More = {}): Row {
  const code = outcome === 'accepted' ? 250 : Number(reply.slice(0, 3))
  return { when: whens[stage], says: `\`${reply}\``, outcome, code, relay: says(stage, reply), ...more }
}

/** The row of a relay that does something else than to give a reply. */
export function does(
  stage: Stage,
  what: string,
  outcome: AttemptOutcome,
  how: Reply | Reply[],
  more: More = {},
): Row {
  const code = outcome === 'accepted' ? { code: 250 } : {}
  return { when: whens[stage], says: what, outcome, ...code, relay: says(stage, ...[how].flat()), ...more }
}

export const closes = (stage: Stage, more: More = {}) => does(stage, 'closes', 'not_sent', 'drop', more)

/** The row of a relay that falls silent before the mail's end. */
export const saysNothing = (stage: Stage, more: More = {}) =>
  does(stage, 'says nothing', 'not_sent', 'hang', { timeouts: impatient, ...more })

/** For a relay that says nothing before the mail's end. */
export const impatient = { connectMs: 300, greetingMs: 300, safeMs: 300 }

/** The relay offers STARTTLS, and a login once encrypted; its sender trusts it. */
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

/** The relay announces these extensions and no others. */
export function offering(extensions: string[], row: Row): Row {
  return {
    ...row,
    relay(relay) {
      relay.offers = () => extensions
      row.relay(relay)
    },
  }
}
