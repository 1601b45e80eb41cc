import {
  findLinkStatuses,
  findRedeemables,
  findStoredPasskeys,
  findUndoLinks,
  type LinkRequest,
  listPasskeys,
  recordLinks,
  redeemLink,
  redeemUndoLink,
  removePasskey,
  renamePasskey,
  saveChallenge,
  takeChallenge,
  takeOne,
} from '@passlink/store'
import { type Calls, dayMs, webhooks } from './call.ts'

const request: LinkRequest = {
  userId: 'person-17',
  acting: null,
  requestId: 'explained',
  deliveryDeadlineMs: dayMs,
  returned: null,
  urlTemplate: null,
  details: null,
  idempotency: null,
}

const limit = { max: 1_000_000, windowMs: 3_600_000 }
const limits = { perUser: limit, perOrganization: limit }

const returned = { ...request, userId: 'person-18', returned: { keyId: 'k1', lifetimeMs: 3_600_000 } }
const withKey = (key: string) => ({
  ...request,
  idempotency: { caller: 'person-17', client: 'app', key, requestHash: '00' },
})

const passkey = {
  credentialId: 'explained',
  publicKey: Buffer.alloc(77),
  counter: 0,
  transports: ['internal'],
  attachment: null,
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backedUp: true,
  attestationFormat: 'none',
  attestation: Buffer.alloc(100),
  origin: 'https://id.example',
  rpId: 'id.example',
  name: 'Phone',
}

let linkId = ''

/** What the API and redeem ask of the store. */
export const linkCalls: Calls = {
  'record 50 links': db =>
    recordLinks(
      db,
      Array.from({ length: 50 }, (_, n) => ({ ...request, userId: `person-${100 + n}` })),
      limits,
    ),
  'record a link with a new key': db => recordLinks(db, [withKey('explained')], limits),
  'record a link with a used key': db => recordLinks(db, [withKey('explained')], limits),
  'record a link for a caller who hangs up': db => {
    let looks = 0
    const leftMs = () => (looks++ === 0 ? 1_000 : 0)
    return recordLinks(db, [request], limits, { withinMs: 15_000, leftMs })
  },
  'record a link that is returned': async db => {
    const [recorded] = await recordLinks(db, [returned], limits)
    linkId = recorded && 'linkId' in recorded ? recorded.linkId : ''
  },
  'take one of a limit': db => takeOne(db, 'redeem:192.0.2.1', limit),
  'take another': db => takeOne(db, 'redeem:192.0.2.1', limit),
  'status of links': (db, { sent }) =>
    findLinkStatuses(
      db,
      sent.map(each => each.linkId),
    ),
  'open the page of a link': db => findRedeemables(db, [linkId]),
  'save a challenge': db => saveChallenge(db, { challenge: 'explained', linkId, lifetimeMs: 60_000 }),
  'take a challenge': db => takeChallenge(db, { challenge: 'explained', linkId }),
  'redeem a link': db =>
    redeemLink(db, {
      linkId,
      passkey,
      requestId: 'explained',
      noticeDeadlineMs: dayMs,
      webhooks,
      undo: { keyId: 'k1', lifetimeMs: dayMs },
      details: {},
    }),
  'rename a passkey': db =>
    renamePasskey(db, {
      linkId,
      credentialId: 'explained',
      name: 'My phone',
      withinMs: dayMs,
      requestId: 'explained',
      webhooks,
    }),
  'list passkeys': db => listPasskeys(db, ['person-17', 'person-18']),
  'passkeys as a login needs them': db => findStoredPasskeys(db, 'person-18'),
  'remove a passkey': db =>
    removePasskey(db, {
      userId: 'person-18',
      credentialId: 'explained',
      requestId: 'explained',
      noticeDeadlineMs: dayMs,
      webhooks,
    }),
  'open the page of an undo link': (db, { undoLinks }) => findUndoLinks(db, undoLinks),
  'redeem an undo link': (db, { undoLinks: [undoId = ''] }) =>
    redeemUndoLink(db, { undoId, requestId: 'explained', noticeDeadlineMs: dayMs, webhooks }),
}
