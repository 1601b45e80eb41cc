export { type Accents, accentsOf, type Brand, brandFields, readBrand } from './brand/brand.ts'
export { findOrganization, type StoredOrganization, type StoredTexts } from './brand/find-organization.ts'
export type { ShownOrganization } from './brand/page-organization.ts'
export { saveTexts } from './brand/save-texts.ts'
export type { DatabaseAddress } from './database/database-address.ts'
export { DatabaseError, sharedTransaction } from './database/errors.ts'
export { createKeepTurn, type KeepTurn } from './database/keep-turn.ts'
export { type MigrateOptions, migrate } from './database/migrate.ts'
export { type Database, type Db, openDatabase } from './database/open-database.ts'
export { takeTurn } from './database/take-turn.ts'
export type { ChangedDelivery, ChangeTally } from './dead-letters/apply-change.ts'
export {
  type ChangeName,
  type ChangeOutcomes,
  changeDeadLetters,
  changedOutcome,
  type UpdateQueue,
} from './dead-letters/change-dead-letters.ts'
export { countDeadLetters, type DeadLetterCount } from './dead-letters/count-dead-letters.ts'
export type { DeadLetterFilter } from './dead-letters/dead-letter-filter.ts'
export { type Discarded, discardDeadLetters } from './dead-letters/discard-dead-letters.ts'
export { type DeadLetter, listDeadLetters } from './dead-letters/list-dead-letters.ts'
export {
  diedBy,
  type FilterTexts,
  filterFields,
  filterOutcomes,
  filterTexts,
  readDeadLetterFilter,
  textsOfFilter,
} from './dead-letters/read-filter.ts'
export { type Redriven, redriveDeadLetters } from './dead-letters/redrive-dead-letters.ts'
export {
  type ClaimedDelivery,
  type ClaimOptions,
  type ClaimRequest,
  claimDeliveries,
} from './deliveries/claim.ts'
export { type ClaimTerms, type DeclinedClaim, decideClaim } from './deliveries/decide-claim.ts'
export { type DiscardOutcome, decideDiscard } from './deliveries/decide-discard.ts'
export { decideExpire } from './deliveries/decide-expire.ts'
export { decideRedrive, type RedriveOutcome } from './deliveries/decide-redrive.ts'
export { decideRenew, type Renewal } from './deliveries/decide-renew.ts'
export { decideSend, type Sendable } from './deliveries/decide-send.ts'
export { decideSettle, type Outcome, type Settled } from './deliveries/decide-settle.ts'
export type { AttemptOutcome, DeliveredBy, Delivery, DeliveryKind } from './deliveries/delivery.ts'
export { deliveryId } from './deliveries/delivery-id.ts'
export { discardDeliveries } from './deliveries/discard.ts'
export { type ExpiredDelivery, expireDeliveries } from './deliveries/expire.ts'
export { type AttemptRecord, type DeliveryRecord, findDelivery } from './deliveries/find.ts'
export { findDeliveredBy } from './deliveries/find-delivered-by.ts'
export { findEnds } from './deliveries/find-ends.ts'
export { findSendables } from './deliveries/find-sendables.ts'
export {
  findOpenDeliveries,
  leastDeliveryId,
  listOpenDeliveries,
  type OpenDelivery,
  type OpenRange,
} from './deliveries/list-open.ts'
export { redriveDeliveries } from './deliveries/redrive.ts'
export { type Claim, renewClaims } from './deliveries/renew.ts'
export { type Settlement, settleDeliveries } from './deliveries/settle.ts'
export { parseAddress } from './directory/address.ts'
export { deleteUsers } from './directory/delete-users.ts'
export * as field from './directory/field.ts'
export { type FoundProfile, findProfiles } from './directory/find-profiles.ts'
export { findUsers, type StoredUser } from './directory/find-users.ts'
export {
  type Organization,
  type SavedOrganization,
  saveOrganizations,
} from './directory/save-organizations.ts'
export { type Profile, saveProfiles } from './directory/save-profiles.ts'
export { type SavedUser, saveUsers, type User } from './directory/save-users.ts'
export { domainOf, parseSender, type Sender } from './directory/sender.ts'
export { type Candidate, choose } from './health/choose.ts'
export { decideTakeProbe } from './health/decide-take-probe.ts'
export { findServers } from './health/find.ts'
export { type Health, type HealthReport, next, unknownHealth } from './health/health.ts'
export { reportServers, type ServerReport } from './health/report.ts'
export { type ServerState, stateOf } from './health/server-state.ts'
export { returnProbe, takeProbe } from './health/take-probe.ts'
export type { Limit } from './limits/gcra.ts'
export { takeOne } from './limits/take.ts'
export { codeMatches, deriveCode, type KeyRing, parseKeyRing } from './links/code.ts'
export type {
  LinkLimits,
  LinkRequest,
  Reach,
  RecordedLink,
  RecordOutcome,
  RefusedLink,
} from './links/link-request.ts'
export type { LinkState, LinkTimes } from './links/link-state.ts'
export { isLinkTemplate, linkUrl } from './links/link-url.ts'
export { recordLinks } from './links/record.ts'
export { detailLengths, isTimeZone, type RequestDetails } from './links/request-details.ts'
export { findLinkStatuses, type LinkStatus } from './links/status.ts'
export { saveChallenge, takeChallenge } from './passkeys/challenges.ts'
export { decideRedeem, type RedeemDecision } from './passkeys/decide-redeem.ts'
export { findRedeemables, type RedeemableLink } from './passkeys/find-redeemable.ts'
export { findStoredPasskeys, type StoredPasskeys } from './passkeys/find-stored.ts'
export type { NewPasskey } from './passkeys/insert-passkey.ts'
export { listPasskeys, type Passkey } from './passkeys/list.ts'
export { type Redeemed, type Redemption, redeemLink } from './passkeys/redeem.ts'
export { type RemovedPasskey, removePasskey } from './passkeys/remove.ts'
export { renamePasskey } from './passkeys/rename.ts'
export { reserveSends, type SlotRequest } from './relays/reserve.ts'
export {
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepChallenges,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepUndoLinks,
} from './retention/sweep.ts'
export { sweepLinks } from './retention/sweep-links.ts'
export { findUndoLinks, type UndoLink } from './undo/find.ts'
export { redeemUndoLink, type Undo, type Undone } from './undo/redeem.ts'
