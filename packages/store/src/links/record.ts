import { v7 as uuid } from 'uuid'
import { LostRace } from '../database/lost-race.ts'
import type { Db } from '../database/open-database.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import type { InsertedEvent } from '../events/insert.ts'
import { saveSpent } from '../limits/spent.ts'
import { decideRecord, type GrantedLink, type RecordAnswer } from './decide-record.ts'
import { KeyLocked, saveKeys } from './idempotency.ts'
import type { LinkLimits, LinkRequest, RecordOutcome } from './link-request.ts'
import { lockFacts } from './lock-facts.ts'
import { writeLinks } from './write.ts'

const triesMax = 10

/**
 * Records links: for each request the link, its delivery and its event, or the reason why no link is recorded. Limits
 * are exact and an idempotency key records one link, also among concurrent calls; a refused request uses neither.
 * Rejects with a timeout after `withinMs`, and records nothing after that. The answers are in the order of the
 * requests.
 */
export async function recordLinks(
  db: Db,
  requests: LinkRequest[],
  limits: LinkLimits,
  { withinMs = Number.POSITIVE_INFINITY } = {},
): Promise<RecordOutcome[]> {
  const until = performance.now() + withinMs
  for (let tries = 1; ; tries += 1) {
    try {
      return await recordOnce(db, requests, limits, until)
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
): Promise<RecordOutcome[]> {
  const leftMs = () => until - performance.now()
  const isLimited = Number.isFinite(until)
  return transact(
    db,
    async tx => {
      const facts = await lockFacts(tx, requests, limits)
      const notAfter = isLimited ? facts.now + leftMs() : null
      const { answers, links, spentUntil } = decideRecord(requests, facts, limits, uuid)
      if (links.length === 0) return answers.map(answer => toOutcome(answer, new Map()))
      const [, , events] = await together([
        saveKeys(tx, keysOf(links), facts.keys),
        saveSpent(tx, spentUntil, facts.spentUntil),
        writeLinks(tx, links, { startedAt: facts.startedAt, notAfter }),
      ])
      return answers.map(answer => toOutcome(answer, events))
    },
    isLimited ? { withinMs: leftMs() } : {},
  )
}

function keysOf(links: GrantedLink[]) {
  return links.flatMap(({ request: { idempotency }, linkId }) =>
    idempotency ? [{ ...idempotency, linkId }] : [],
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
