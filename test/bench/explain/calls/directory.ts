import {
  deleteUsers,
  findOrganization,
  findProfiles,
  findUsers,
  listOrganizations,
  type Sweep,
  saveOrganizations,
  saveProfiles,
  saveTexts,
  saveUsers,
  sweepAllowances,
  sweepAttempts,
  sweepAudit,
  sweepChallenges,
  sweepDeliveries,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepLinks,
  sweepSessions,
  sweepSuppressions,
  sweepUndoLinks,
} from '@passlink/store'
import { type Calls, dayMs, webhooks } from './call.ts'

const person = (n: number) => ({
  id: `person-${n}`,
  organizationId: 'org-1',
  email: `someone-${n}@acme.example`,
  emailVerified: true,
  displayName: `Someone ${n}`,
  language: 'en',
  timeZone: 'Europe/Berlin',
})

const profile = (n: number) => ({
  ...person(n),
  userId: `person-${n}`,
  organization: { id: `new-org-${n % 3}`, name: 'New' },
})

const numbers = [...Array(50).keys()].map(n => 300 + n)
const idsOf = numbers.map(n => `person-${n}`)

/** What keeps organizations and people. */
export const directoryCalls: Calls = {
  'find people': db => findUsers(db, idsOf),
  'find the sources of profiles': db => findProfiles(db, idsOf),
  'save organizations': db =>
    saveOrganizations(db, [
      { id: 'org-9', name: 'Nine', logo: null, brand: { colors: { accent: '#2f54eb' } } },
      { id: 'org-new', name: 'New' },
    ]),
  'save people': db => saveUsers(db, [...numbers.map(person), { ...person(0), id: 'person-new' }]),
  'save profiles': db => saveProfiles(db, numbers.map(profile)),
  'list organizations': db => listOrganizations(db, { limit: 50 }),
  'list organizations that are not there': db => listOrganizations(db, { containing: 'nothing', limit: 50 }),
  'find an organization': db => findOrganization(db, 'org-9'),
  'save texts': db => saveTexts(db, { organizationId: 'org-9', language: 'fr', texts: { subject: 'x' } }),
  'remove texts': db => saveTexts(db, { organizationId: 'org-9', language: 'fr', texts: null }),
  'delete people': db => deleteUsers(db, idsOf.slice(0, 5), { requestId: 'explained', webhooks }),
}

const batch = 500

const sweeps: Record<string, [sweep: Sweep, ageMs: number]> = {
  links: [sweepLinks, 399 * dayMs],
  'deliveries of no link': [sweepDeliveries, 399 * dayMs],
  attempts: [sweepAttempts, 89 * dayMs],
  events: [sweepEvents, 399 * dayMs],
  'the audit': [sweepAudit, 100 * dayMs],
  'idempotency keys': [sweepIdempotencyKeys, dayMs],
  allowances: [sweepAllowances, 60_000],
  challenges: [sweepChallenges, 60_000],
  sessions: [sweepSessions, 60_000],
  'undo links': [sweepUndoLinks, 60_000],
  suppressions: [sweepSuppressions, 60_000],
  // As it is most of the time.
  'allowances of which none is old': [sweepAllowances, 399 * dayMs],
  'suppressions of which none is old': [sweepSuppressions, 399 * dayMs],
}

/** A batch of everything that is deleted by its age. */
export const sweepCalls: Calls = Object.fromEntries(
  Object.entries(sweeps).map(([what, [sweep, ageMs]]) => [`sweep ${what}`, db => sweep(db, ageMs, batch)]),
)
