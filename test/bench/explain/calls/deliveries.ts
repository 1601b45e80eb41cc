import {
  claimDeliveries,
  createKeepTurn,
  endFrozenSessions,
  expireDeliveries,
  findDeliveredBy,
  findDelivery,
  findEnds,
  findOpenDeliveries,
  findPaused,
  findSendables,
  findServers,
  leastDeliveryId,
  listOpenDeliveries,
  readBacklog,
  recordReport,
  renewClaims,
  reportServers,
  requestProbe,
  reserveSends,
  restoreRates,
  returnProbe,
  type Settlement,
  saveRates,
  settleDeliveries,
  takeProbe,
  takeTurn,
} from '@passlink/store'
import { actor, type Calls, dayMs, webhooks } from './call.ts'

const terms = {
  keyIds: { current: 'k1', known: ['k1'] },
  linkLifetimeMs: 3_600_000,
  leaseMs: 60_000,
  webhooks,
}

const outcomes = [
  { outcome: 'accepted', smtpCode: 250, retryInMs: null },
  { outcome: 'deferred', smtpCode: 451, retryInMs: 60_000 },
  { outcome: 'rejected', smtpCode: 550, retryInMs: null },
] as const

const settled = (deliveryId: string, n: number): Settlement => ({
  deliveryId,
  attempt: 1,
  relay: 'relay-1:25',
  enhancedCode: null,
  detail: '',
  command: null,
  ...(outcomes[n % 3] as (typeof outcomes)[number]),
})

const server = 'relay-1:25'
const isAway = { kind: 'failed', answer: 'connect ECONNREFUSED', pauseMs: 600_000 } as const

/** What workers and bounces ask of the store. */
export const deliveryCalls: Calls = {
  'read the backlog': readBacklog,
  'look for 1,000 open deliveries, from the newest': db =>
    listOpenDeliveries(db, { from: 'newest', limit: 1_000 }),
  'look for 1,000 open deliveries, from the oldest': db =>
    listOpenDeliveries(db, { after: leastDeliveryId(Date.now() - dayMs), from: 'oldest', limit: 1_000 }),
  'look whether deliveries are open': (db, { queued }) => findOpenDeliveries(db, queued),
  'look which mails are paused': (db, { queued }) =>
    findPaused(
      db,
      queued.map(deliveryId => ({ deliveryId })),
    ),
  'claim 40 mails': (db, { queued }) =>
    claimDeliveries(
      db,
      queued.map(deliveryId => ({ deliveryId })),
      terms,
    ),
  'claim a webhook': (db, { webhook }) =>
    claimDeliveries(db, [{ deliveryId: webhook }], { ...terms, by: 'webhook' }),
  'renew claims': (db, { queued }) =>
    renewClaims(
      db,
      queued.map(deliveryId => ({ deliveryId, attempt: 1 })),
      60_000,
    ),
  'ask whether contents may leave': (db, { queued }) =>
    findSendables(
      db,
      queued.map(deliveryId => ({ deliveryId, attempt: 1 })),
    ),
  'settle 40 mails': (db, { queued }) => settleDeliveries(db, queued.map(settled), { webhooks }),
  'end frozen sessions': endFrozenSessions,
  'end what is overdue': db => expireDeliveries(db, { limit: 500, webhooks }),
  'look for ends': (db, { queued }) => findEnds(db, queued),
  'look how deliveries are delivered': (db, { queued }) => findDeliveredBy(db, queued),
  'find a delivery': (db, { dead: [id = ''] }) => findDelivery(db, id),
  'record a bounce': (db, { sent: [mail] }) =>
    recordReport(
      db,
      { deliveryId: mail?.id ?? '', kind: 'bounced', status: '5.1.1', detail: 'no such mailbox' },
      { webhooks },
    ),
  'record a delay': (db, { sent: [, mail] }) =>
    recordReport(
      db,
      { deliveryId: mail?.id ?? '', kind: 'delayed', status: '4.2.2', detail: 'full' },
      { webhooks },
    ),
  'reserve a slot at a relay': db => reserveSends(db, [{ relay: server, everyMs: 10 }]),
  'save the rates of relays': db =>
    saveRates(db, [
      { relay: 'rated:25', rate: '100/1s' },
      { relay: 'relay-3:25', rate: null },
    ]),
  'look for rates that were lost': db => restoreRates(db, [{ relay: 'relay-3:25', rate: '10/1s' }]),
  'find the states of relays': db => findServers(db, [server, 'relay-2:25']),
  'report that a relay is away': db =>
    reportServers(
      db,
      [...Array(20).keys()].map(n => ({ server, report: { ...isAway, subject: `person-${n}` } })),
    ),
  'report about a relay that is new': db =>
    reportServers(db, [{ server: 'new:25', report: { kind: 'accepted' } }]),
  'ask for a probe': db => requestProbe(db, server, actor),
  'take a probe': db => takeProbe(db, server, 60_000),
  'return a probe': db => returnProbe(db, server),
  'take the turn at a chore': db => takeTurn(db, 'explained', 60_000),
  'keep the turn at a chore': db => createKeepTurn(db, 'explained too', 60_000)(),
}
