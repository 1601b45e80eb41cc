export { type Accents, accentsOf, type Brand, brandFields, readBrand } from './brand/brand.ts'
export { findOrganization, type StoredOrganization, type StoredTexts } from './brand/find-organization.ts'
export type { ShownOrganization } from './brand/page-organization.ts'
export { saveTexts } from './brand/save-texts.ts'
export type { DatabaseAddress } from './database/database-address.ts'
export { endFrozenSessions } from './database/end-frozen-sessions.ts'
export { DatabaseError, sharedTransaction } from './database/errors.ts'
export { createKeepTurn, type KeepTurn } from './database/keep-turn.ts'
export { type MigrateOptions, migrate } from './database/migrate.ts'
export { type Database, type Db, openDatabase } from './database/open-database.ts'
export { QueryTooSlow, readInTime } from './database/read-in-time.ts'
export { takeTurn } from './database/take-turn.ts'
export * from './dead-letters/index.ts'
export { type BacklogRow, backlogMax, readBacklog } from './deliveries/backlog.ts'
export {
  type ClaimedDelivery,
  type ClaimOptions,
  type ClaimRequest,
  claimDeliveries,
} from './deliveries/claim.ts'
export { causeOfDeath, type DeadCause, deadCauses } from './deliveries/dead-cause.ts'
export { type ClaimTerms, type DeclinedClaim, decideClaim } from './deliveries/decide-claim.ts'
export { type DiscardOutcome, decideDiscard } from './deliveries/decide-discard.ts'
export { decideExpire } from './deliveries/decide-expire.ts'
export type { HoldOutcome } from './deliveries/decide-hold.ts'
export { decideRedrive, type RedriveOutcome } from './deliveries/decide-redrive.ts'
export { decideRenew, type Renewal } from './deliveries/decide-renew.ts'
export { decideSend, type Sendable } from './deliveries/decide-send.ts'
export { decideSettle, type Outcome, type Settled } from './deliveries/decide-settle.ts'
export type { AttemptOutcome, DeliveredBy, Delivery, DeliveryKind } from './deliveries/delivery.ts'
export { deliveryId } from './deliveries/delivery-id.ts'
export { discardDeliveries } from './deliveries/discard.ts'
export type { EndTerms } from './deliveries/end.ts'
export type { EndedDelivery } from './deliveries/ended.ts'
export { expireDeliveries } from './deliveries/expire.ts'
export { type AttemptRecord, type DeliveryRecord, findDelivery } from './deliveries/find.ts'
export { findDeliveredBy } from './deliveries/find-delivered-by.ts'
export { findEnds } from './deliveries/find-ends.ts'
export { findSendables } from './deliveries/find-sendables.ts'
export { findTimeline, type Timeline } from './deliveries/find-timeline.ts'
export type { FoundDelivery } from './deliveries/found-delivery.ts'
export { countOpenMails, holdOpenMails } from './deliveries/hold.ts'
export {
  findOpenDeliveries,
  leastDeliveryId,
  listOpenDeliveries,
  type OpenDelivery,
  type OpenRange,
} from './deliveries/list-open.ts'
export type { Picked } from './deliveries/picked.ts'
export { redriveDeliveries } from './deliveries/redrive.ts'
export { type Claim, renewClaims } from './deliveries/renew.ts'
export { type Settlement, settleDeliveries } from './deliveries/settle.ts'
export type { TimelineStep } from './deliveries/timeline.ts'
export { parseAddress } from './directory/address.ts'
export { type DeletionReport, deleteUsers } from './directory/delete-users.ts'
export * as field from './directory/field.ts'
export { type FoundProfile, findProfiles } from './directory/find-profiles.ts'
export { findUsers, type StoredUser } from './directory/find-users.ts'
export {
  type ListedOrganization,
  type ListedOrganizations,
  listOrganizations,
} from './directory/list-organizations.ts'
export {
  type Organization,
  type SavedOrganization,
  saveOrganizations,
} from './directory/save-organizations.ts'
export { type Profile, saveProfiles } from './directory/save-profiles.ts'
export { type SavedUser, saveUsers, type User } from './directory/save-users.ts'
export { domainOf, parseSender, type Sender } from './directory/sender.ts'
export { type Candidate, choose } from './health/choose.ts'
export { decideRequestProbe, type ProbeRequest } from './health/decide-request-probe.ts'
export { decideTakeProbe } from './health/decide-take-probe.ts'
export { findServers } from './health/find.ts'
export { type Health, type HealthReport, next, unknownHealth } from './health/health.ts'
export { reportServers, type ServerReport } from './health/report.ts'
export { requestProbe } from './health/request-probe.ts'
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
export { type RevokedLinks, revokeLinks } from './links/revoke-links.ts'
export { findLinkStatuses, type LinkStatus } from './links/status.ts'
export * from './operators/index.ts'
export * from './overview/index.ts'
export * from './partitions/index.ts'
export { saveChallenge, takeChallenge } from './passkeys/challenges.ts'
export { decideRedeem, type RedeemDecision } from './passkeys/decide-redeem.ts'
export { findRedeemables, type RedeemableLink } from './passkeys/find-redeemable.ts'
export { findStoredPasskeys, type StoredPasskeys } from './passkeys/find-stored.ts'
export type { NewPasskey } from './passkeys/insert-passkey.ts'
export { listPasskeys, type Passkey } from './passkeys/list.ts'
export { type Redeemed, type Redemption, redeemLink } from './passkeys/redeem.ts'
export { type RemovedPasskey, removePasskey } from './passkeys/remove.ts'
export { renamePasskey } from './passkeys/rename.ts'
export * from './pauses/index.ts'
export * from './relays/index.ts'
export { openReplica, type Replica } from './replica/open-replica.ts'
export { decideReport, type ReportOutcome } from './reports/decide-report.ts'
export { recordReport } from './reports/record.ts'
export type { Report, ReportKind } from './reports/report.ts'
export {
  type BounceAddress,
  deliveryOfReturnPath,
  isBounceAddress,
  parseBounceAddress,
  returnPathFor,
} from './reports/return-path.ts'
export * from './retention/index.ts'
export * from './search/index.ts'
export { findSuppressions, listSuppressions, type Suppression } from './suppressions/find.ts'
export { liftSuppression } from './suppressions/lift.ts'
export { findUndoLinks, type UndoLink } from './undo/find.ts'
export { redeemUndoLink, type Undo, type Undone } from './undo/redeem.ts'
export {
  parseWebhookTypes,
  type WebhookTerms,
  type WebhookType,
  webhookTermsOf,
  webhookTypes,
} from './webhooks/webhook-terms.ts'
