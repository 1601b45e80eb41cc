import { v7 as uuid } from 'uuid'
import { LostRace } from '../database/lost-race.ts'
import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { type Transaction, transact } from '../database/transaction.ts'
import type { InsertedEvent } from '../events/insert.ts'
import { saveSpent } from '../limits/spent.ts'
import { type AuditEntry, insertAudit } from '../operators/audit.ts'
import { decideRecord, type GrantedLink, type RecordAnswer } from './decide-record.ts'
import { answersToAll, withoutEnded } from './ended-calls.ts'
import { KeyLocked, saveKeys } from './idempotency.ts'
import type { LinkLimits, LinkRequest, RecordOutcome } from './link-request.ts'
import { lockFacts } from './lock-facts.ts'
import { removeLinks } from './remove.ts'
import { writeLinks } from './write.ts'

const triesMax = 10

type TimeLimits = {
  withinMs?: number | undefined
  /** How long the caller of a request still waits. */
  leftMs?: (index: number) => number
}

/**
 * Records links: for each request the link, its delivery and its event, or the reason why no link is recorded. Limits
 * are exact and an idempotency key records one link, also among concurrent calls; a refused request uses neither.
 * Rejects with a timeout after `withinMs`, and records nothing after that. A request whose caller no longer waits when
 * its links are to be committed records nothing; it uses its limits only if that ended meanwhile. The answers are in
 * the order of the requests.
 */
export async function recordLinks(
  db: Db,
  requests: LinkRequest[],
  limits: LinkLimits,
  { withinMs = Number.POSITIVE_INFINITY, leftMs = () => Number.POSITIVE_INFINITY }: TimeLimits = {},
): Promise<RecordOutcome[]> {
  const until = performance.now() + withinMs
  for (let tries = 1; ; tries += 1) {
    try {
      return await recordOnce(db, requests, limits, until, index => leftMs(index) > 0)
    } catch (error) {
      const isAlone = requests.length === 1
      if (isAlone && error instanceof KeyLocked) return [{ outcome: 'key_in_flight' }]
      if (!(error instanceof LostRace) || tries === triesMax) throw error
    }
  }
}

function recordOnce(
  db: Db,
  requests: LinkRequest[],
  limits: LinkLimits,
  until: number,
  isAwaited: (index: number) => boolean,
): Promise<RecordOutcome[]> {
  const leftMs = () => until - performance.now()
  const isLimited = Number.isFinite(until)
  const areAwaited = () => requests.map((_, index) => isAwaited(index))
  return transact(
    db,
    async tx => {
      const facts = await lockFacts(tx, requests, limits)
      const notAfter = isLimited ? facts.now + leftMs() : null
      const awaited = areAwaited()
      const { links, spentUntil, ...decided } = decideRecord(
        requests.filter((_, index) => awaited[index]),
        facts,
        limits,
        uuid,
      )
      const answers = answersToAll(awaited, decided.answers)
      if (links.length === 0) return answers.map(answer => toOutcome(answer, new Map()))
      const [, , events] = await together([
        saveKeys(tx, keysOf(links), facts.keys),
        saveSpent(tx, spentUntil, facts.spentUntil),
        writeLinks(tx, links, { startedAt: facts.startedAt, notAfter }),
        insertAudit(tx, auditOf(links)),
      ])
      const kept = await keepAwaited(tx, answers, links, areAwaited)
      return kept.map(answer => toOutcome(answer, events))
    },
    isLimited ? { withinMs: leftMs() } : {},
  )
}

/** Removes the links of calls that ended while the links were written, or while others were removed. */
async function keepAwaited(
  tx: Transaction,
  answers: RecordAnswer[],
  links: GrantedLink[],
  areAwaited: () => boolean[],
): Promise<RecordAnswer[]> {
  const { kept, unwanted } = withoutEnded(areAwaited(), answers, links)
  if (unwanted.length === 0) return kept
  await removeLinks(tx, unwanted)
  const remaining = links.filter(link => !unwanted.includes(link))
  return keepAwaited(tx, kept, remaining, areAwaited)
}

function keysOf(links: GrantedLink[]) {
  return links.flatMap(({ request: { idempotency }, linkId }) =>
    idempotency ? [{ ...idempotency, linkId }] : [],
  )
}

function auditOf(links: GrantedLink[]): AuditEntry[] {
  return links.flatMap(({ request: { actor, userId }, linkId, deliveryId }) =>
    actor && deliveryId
      ? [{ ...actor, action: 'link.mailed', subject: deliveryId, details: { userId, linkId } }]
      : [],
  )
}

function toOutcome(answer: RecordAnswer, events: ReadonlyMap<string, InsertedEvent>): RecordOutcome {
  if (!('link' in answer)) return answer
  const { outcome, link } = answer
  if (!('request' in link)) return { outcome, ...link }
  const { linkId, deliveryId, organizationId, request } = link
  const event = events.get(linkId) as InsertedEvent
  return { outcome, linkId, deliveryId, keyId: request.returned?.keyId ?? null, organizationId, ...event }
}
