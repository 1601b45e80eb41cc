export { parseAddress } from './address.ts'
export type { Limit } from './allowances.ts'
export type { ClaimedDelivery, DeclinedDelivery, DeliveryKind, HeldDelivery } from './claim.ts'
export { type ClaimRequest, type ClaimTerms, claimDeliveries, judgeDeliveries } from './claim-deliveries.ts'
export { codeMatches, deriveCode, type KeyRing, parseKeyRing } from './code.ts'
export { type Database, type Db, openDatabase } from './database.ts'
export { DatabaseError } from './database-error.ts'
export { countDeadLetters, type DeadLetterCount } from './dead-letters/count-dead-letters.ts'
export type { DeadLetterFilter } from './dead-letters/dead-letter-filter.ts'
export { type Discarded, discardDeadLetters } from './dead-letters/discard-dead-letters.ts'
export { type DiscardOutcome, discardDeliveries } from './dead-letters/discard-deliveries.ts'
export { type AttemptRecord, type DeliveryRecord, findDelivery } from './dead-letters/find-delivery.ts'
export { type DeadLetter, listDeadLetters } from './dead-letters/list-dead-letters.ts'
export { type Redriven, redriveDeadLetters } from './dead-letters/redrive-dead-letters.ts'
export { deleteUsers } from './delete-users.ts'
export { type DeliveredBy, findDeliveredBy } from './find-delivered-by.ts'
export { findLinkStatuses, type LinkStatus } from './find-link-status.ts'
export { type FoundProfile, findProfiles } from './find-profiles.ts'
export { findUsers, type StoredUser } from './find-users.ts'
export type { LinkLimits, LinkRequest, RecordedLink, RecordOutcome, RefusedLink } from './link-request.ts'
export type { LinkState } from './link-state.ts'
export { isLinkTemplate, linkUrl } from './link-url.ts'
export { migrate } from './migrate.ts'
export {
  countOpenDeliveries,
  listOpenDeliveries,
  type OpenDelivery,
} from './open-deliveries.ts'
export { listPasskeys, type Passkey, type RemovedPasskey, removePasskey } from './passkeys.ts'
export { recordLinks } from './record-links.ts'
export { saveChallenge, takeChallenge } from './redeem/challenges.ts'
export { countFailedChecks } from './redeem/count-failed-checks.ts'
export { findRedeemables, type RedeemableLink } from './redeem/find-redeemable.ts'
export { type NewPasskey, type Redeemed, type Redemption, redeemLink } from './redeem/redeem-link.ts'
export { renamePasskey } from './redeem/rename-passkey.ts'
export { type RedriveOutcome, redriveDeliveries } from './redrive-deliveries.ts'
export { findRelays } from './relays/find-relays.ts'
export type { RelayState } from './relays/relay-state.ts'
export { type RelayReport, reportRelays } from './relays/report-relays.ts'
export { reserveSends } from './relays/reserve-sends.ts'
export { returnProbe, takeProbe } from './relays/take-probe.ts'
export { renewClaims } from './renew-claims.ts'
export { type Organization, type SavedOrganization, saveOrganizations } from './save-organizations.ts'
export { type Profile, saveProfiles } from './save-profiles.ts'
export { type SavedUser, saveUsers, type User } from './save-users.ts'
export { type AttemptOutcome, type Settled, type Settlement, settleDeliveries } from './settle-deliveries.ts'
export {
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepChallenges,
  sweepEvents,
  sweepIdempotencyKeys,
  sweepLinks,
} from './sweep.ts'
export { takeOne } from './take-one.ts'
export { takeTurn } from './take-turn.ts'
