import {
  type ClaimedDelivery,
  type ClaimOptions,
  claimDeliveries,
  type Db,
  type LinkLimits,
  type LinkRequest,
  type RecordedLink,
  type RecordOutcome,
  recordLinks,
  type Settlement,
  saveOrganizations,
  saveUsers,
} from '@passlink/store'
import { alice } from './people.ts'
import { createDatabase, type TestDatabase } from './servers/database.ts'

export const terms = {
  keyIds: { current: 'k1', known: ['k1'] },
  linkLifetimeMs: 3_600_000,
  leaseMs: 60_000,
}

export const request: LinkRequest = {
  userId: 'alice',
  acting: null,
  requestId: 'r',
  deliveryDeadlineMs: 3_600_000,
  returned: null,
  urlTemplate: null,
  details: null,
  idempotency: null,
}

export const unlimited: LinkLimits = { perUser: null, perOrganization: null }

export type MailedLink = RecordedLink & { deliveryId: string }

/** A database for one test, in which alice can request links. */
export async function createDirectory(): Promise<TestDatabase> {
  const database = await createDatabase()
  await saveOrganizations(database.db, [{ id: 'acme', name: 'Acme' }])
  await saveUsers(database.db, [alice])
  return database
}

/** Records `count` links for alice. */
export async function recordForAlice(db: Db, count: number): Promise<MailedLink[]> {
  return (await recordLinks(db, Array(count).fill(request), unlimited)) as MailedLink[]
}

/** Records a link for alice and claims its delivery, which must succeed. */
export async function recordAndClaim(db: Db, more: Partial<typeof terms> = {}): Promise<ClaimedDelivery> {
  const [link] = await recordForAlice(db, 1)
  return claim(db, (link as MailedLink).deliveryId, more)
}

/** Claims deliveries by their ids, whatever the answers. */
export function claimAll(db: Db, ids: string[], more: Partial<ClaimOptions> = {}) {
  return claimDeliveries(
    db,
    ids.map(deliveryId => ({ deliveryId })),
    { ...terms, ...more },
  )
}

/** Claims a delivery, which must succeed. */
export async function claim(db: Db, id: string, more: Partial<ClaimOptions> = {}): Promise<ClaimedDelivery> {
  const [answer] = await claimAll(db, [id], more)
  if (answer?.verdict !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(answer)}`)
  return answer
}

/** The settlement of a claimed attempt: by default deferred with an immediate retry; `more` overrides that. */
export function settlementOf(claimed: ClaimedDelivery, more: Partial<Settlement> = {}): Settlement {
  return {
    deliveryId: claimed.deliveryId,
    attempt: claimed.attempt,
    outcome: 'deferred',
    relay: 'relay:25',
    smtpCode: 451,
    enhancedCode: '4.7.1',
    detail: '451 4.7.1 later',
    command: 'rcpt',
    retryInMs: 0,
    ...more,
  }
}

export const outcomesOf = (answers: RecordOutcome[]) => answers.map(({ outcome }) => outcome)
