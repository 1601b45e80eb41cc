import type { Times } from '../database/read-clock.ts'
import type { Instant } from '../database/values.ts'
import { type Limit, takeOneOf } from '../limits/gcra.ts'
import { findRefusal, type Person } from './find-refusal.ts'
import { keyOf } from './key-of.ts'
import type { LinkLimits, LinkRequest, RecordedFacts, RefusedLink } from './link-request.ts'

/** A stored idempotency key and the link recorded with it. `facts` is null if the key is no longer valid. */
export type UsedKey = { linkId: string; requestHash: string; facts: RecordedFacts | null }

/** The data that the decision needs, read under the locks of the transaction, which began at `startedAt`. */
export type RecordFacts = Times & {
  people: ReadonlyMap<string, Person>
  keys: ReadonlyMap<string, UsedKey>
  spentUntil: ReadonlyMap<string, Instant>
}

/** A granted request: the link to record, with these ids and the user's organization. */
export type GrantedLink = {
  request: LinkRequest
  linkId: string
  deliveryId: string | null
  organizationId: string
}

/**
 * The answer to a request: a refusal, or the link of this request, of an earlier one in the batch or of an earlier
 * call.
 */
export type RecordAnswer =
  | RefusedLink
  | { outcome: 'recorded' | 'replayed'; link: GrantedLink | RecordedFacts }

/** The answers in the order of the requests, and the links and allowances to write. */
export type RecordDecision = {
  answers: RecordAnswer[]
  links: GrantedLink[]
  spentUntil: Map<string, Instant>
}

const subjectOf = { user: (id: string) => `user:${id}`, organization: (id: string) => `organization:${id}` }

/** The subjects of the limits that apply to a request for this user. */
export const subjectsOf = (userId: string, organizationId: string) => [
  subjectOf.user(userId),
  subjectOf.organization(organizationId),
]

/**
 * Decides requests one after the other, as if each had its own transaction. `createId` creates ids of links and
 * deliveries.
 */
export function decideRecord(
  requests: readonly LinkRequest[],
  facts: RecordFacts,
  limits: LinkLimits,
  createId: () => string,
): RecordDecision {
  const links: GrantedLink[] = []
  const recorded = new Map<string, GrantedLink>()
  const spentUntil = new Map<string, Instant>()

  const answers = requests.map((request): RecordAnswer => {
    const replay = findReplay(request, facts, recorded)
    if (replay) return replay
    const refusal = findRefusal(request, facts.people)
    if (refusal) return refusal
    const { organizationId } = facts.people.get(request.userId) as Person
    const limited = take(request.userId, organizationId)
    if (limited) return limited
    const link = {
      request,
      linkId: createId(),
      deliveryId: request.returned ? null : createId(),
      organizationId,
    }
    links.push(link)
    if (request.idempotency) recorded.set(keyOf(request.idempotency), link)
    return { outcome: 'recorded', link }
  })
  return { answers, links, spentUntil }

  /** Takes one from both limits, or from neither if one of them refuses. */
  function take(userId: string, organizationId: string): RefusedLink | undefined {
    const [user, organization] = subjectsOf(userId, organizationId) as [string, string]
    const taken = [
      takeFrom(limits.perUser, user, 'user'),
      takeFrom(limits.perOrganization, organization, 'organization'),
    ]
    const refused = taken.filter(({ isGranted }) => !isGranted)
    const [first] = refused
    if (first) {
      const retryAfterMs = Math.max(...refused.map(refusal => refusal.retryAfterMs))
      return { outcome: 'limited', scope: first.scope, retryAfterMs }
    }
    for (const { subject, spent } of taken) if (spent !== undefined) spentUntil.set(subject, spent)
    return undefined
  }

  function takeFrom(limit: Limit | null, subject: string, scope: 'user' | 'organization') {
    const unlimited = { scope, subject, isGranted: true, spent: undefined, retryAfterMs: 0 }
    if (!limit) return unlimited
    const taken = takeOneOf(limit, spentUntil.get(subject) ?? facts.spentUntil.get(subject), facts.now)
    return taken.isGranted
      ? { ...unlimited, spent: taken.spentUntil }
      : { ...unlimited, isGranted: false, retryAfterMs: taken.retryAfterMs }
  }
}

function findReplay(
  { idempotency }: LinkRequest,
  { keys }: RecordFacts,
  recorded: ReadonlyMap<string, GrantedLink>,
): RecordAnswer | undefined {
  if (!idempotency) return undefined
  const key = keyOf(idempotency)
  const link = recorded.get(key)
  const used = keys.get(key)
  const earlier = link ?? used?.facts
  if (!earlier) return undefined
  const requestHash = link ? link.request.idempotency?.requestHash : used?.requestHash
  return requestHash === idempotency.requestHash
    ? { outcome: 'replayed', link: earlier }
    : { outcome: 'key_reused' }
}
