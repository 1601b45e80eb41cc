export {
  type Sweep,
  sweepAllowances,
  sweepAttempts,
  sweepAttemptsIn,
  sweepAudit,
  sweepChallenges,
  sweepDeliveries,
  sweepDeliveriesIn,
  sweepEvents,
  sweepEventsIn,
  sweepIdempotencyKeys,
  sweepSessions,
  sweepSuppressions,
  sweepUndoLinks,
} from './sweep.ts'
export { sweepLinks, sweepLinksIn } from './sweep-links.ts'
