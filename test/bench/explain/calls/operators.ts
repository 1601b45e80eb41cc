import {
  changeDeadLetters,
  countDeadLetters,
  countOpenMails,
  discardDeadLetters,
  endPause,
  endSession,
  findPause,
  findSession,
  findSuppressions,
  findTimeline,
  groupDeadLetters,
  groupOf,
  holdOpenMails,
  isSessionOpen,
  liftSuppression,
  listAudit,
  listDeadLetters,
  listFirstPauses,
  listPauses,
  listRelays,
  listSessions,
  listSuppressions,
  readOverview,
  recordAudit,
  redriveDeadLetters,
  revokeLinks,
  setPause,
  showAddress,
  startSession,
} from '@passlink/store'
import { actor, type Calls, first } from './call.ts'

const session = {
  id: 'ab'.repeat(32),
  operator: 'olga',
  name: 'Olga',
  role: 'operator',
  address: '192.0.2.7',
} as const
const again = { ...session, id: 'cd'.repeat(32), by: 'password', lifetimeMs: 3_600_000 } as const
const idleMs = 1_800_000
const group = groupOf('rejected: 550 5.1.1 <person-17>: no such mailbox').group
const moment = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString()

/** What the dashboard and the operators' commands ask of the store, but for searches. */
export const operatorCalls: Calls = {
  'start a session': db => startSession(db, { ...session, by: 'openid', lifetimeMs: 3_600_000 }),
  'start a session in place of one': db =>
    startSession(db, { ...again, replaces: { id: session.id, idleMs } }),
  'find a session': db => findSession(db, { id: again.id, idleMs }),
  // One that was not used for five minutes, which the rows have.
  'use a session': db => findSession(db, { id: 'ef'.repeat(32), idleMs }),
  'look whether a session is open': db => isSessionOpen(db, { id: again.id, idleMs }),
  'list sessions': db => listSessions(db, { idleMs, limit: 100 }),
  'end a session': db => endSession(db, again.id, actor),
  'the overview': db => readOverview(db),
  'the overview with few rows each': db =>
    readOverview(db, { openMax: 10, recentMax: 10, deadMax: 10, groupedMax: 10 }),
  'the relays': db => listRelays(db),
  'the groups of dead letters': db => groupDeadLetters(db, {}),
  'the groups of an organization': db =>
    groupDeadLetters(db, { organizationId: 'org-1', since: moment(100), until: moment(0) }),
  'a page of dead letters': db => listDeadLetters(db, {}, { limit: 50 }),
  'the next page of dead letters': async db => {
    const before = (await listDeadLetters(db, {}, { limit: 5 })).at(-1)
    return listDeadLetters(db, { outcome: 'none' }, { limit: 50, before })
  },
  'dead letters of a person': db =>
    listDeadLetters(db, { userId: 'person-17', outcome: 'rejected' }, { limit: 50 }),
  'dead letters by relay, reason and group': db =>
    listDeadLetters(db, { relay: 'relay-1:25', reason: 'mailbox', group }, { limit: 50 }),
  'count dead letters': db => countDeadLetters(db, {}),
  'count some dead letters': db => countDeadLetters(db, {}, { countMax: 100 }),
  'count picked dead letters': (db, { dead: [one = '', other = ''] }) => {
    const picked = [{ deliveryId: one }, { deliveryId: other, afterAttempts: 1 }]
    return countDeadLetters(db, { picked }, { countMax: 100 })
  },
  'redrive dead letters by id': (db, { dead }) =>
    changeDeadLetters(db, { change: 'redrive', selected: dead.slice(0, 2), actor }, async () => true),
  'discard dead letters by id': (db, { dead }) =>
    changeDeadLetters(db, { change: 'discard', selected: dead.slice(2, 4), actor }, async () => true),
  'redrive dead letters by filter, two batches': db =>
    first(2, redriveDeadLetters(db, { since: moment(60) }, { batchSize: 3, actor })),
  'discard dead letters by filter': db => first(1, discardDeadLetters(db, { until: moment(300) }, { actor })),
  'count what is open': db => countOpenMails(db, {}),
  'hold back what is open': db => first(1, holdOpenMails(db, { actor })),
  'a timeline': (db, { sent: [mail] }) => findTimeline(db, mail?.id ?? ''),
  'a timeline of no link': (db, { withoutLink }) => findTimeline(db, withoutLink),
  'the audit': db => listAudit(db, {}, { limit: 50 }),
  'what an operator did': db =>
    listAudit(db, { operator: 'operator-7', action: 'delivery' }, { limit: 50, before: '1000' }),
  'what was done to something': db =>
    listAudit(db, { subject: 'subject-7', since: moment(10), until: moment(0) }, { limit: 50 }),
  'record an action': db => recordAudit(db, [{ ...actor, action: 'job.retry_requested', subject: '7' }]),
  'show an address': db => showAddress(db, 'person-17', actor),
  'pause an organization': db =>
    setPause(db, { scope: 'organization:org-5', reason: 'a leak', end: { inMs: 60_000 } }, actor),
  'list pauses': db => listPauses(db),
  'list the first pauses': db => listFirstPauses(db, 1),
  'find a pause': db => findPause(db, 'organization:org-5'),
  'end a pause': db => endPause(db, 'organization:org-5', actor),
  'list suppressions': db => listSuppressions(db, 100),
  'find suppressions': (db, { sent: [mail] }) => findSuppressions(db, [mail?.userId ?? '']),
  'lift a suppression': (db, { sent: [mail] }) => liftSuppression(db, mail?.userId ?? '', actor),
  'revoke the links of an organization, of which one is locked': async (db, { lockLink }) => {
    const release = await lockLink('org-7')
    try {
      await first(Number.POSITIVE_INFINITY, revokeLinks(db, 'org-7', actor))
    } finally {
      await release()
    }
  },
}
