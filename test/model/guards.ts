import type { Edit } from './import-edited.ts'

/** What the rules of packages/store guarantee, and the edits to their source that remove each guarantee. */
export const guardsOfRules = {
  claimsAreExclusive: {
    guarantee: 'a claim excludes every other worker until it lapses',
    edits: [
      {
        file: 'decide-claim.ts',
        from: "if (status === 'sending' && !hasLapsed(claimedUntil, now))",
        to: 'if (false)',
      },
    ],
  },
  claimChecksLink: {
    guarantee: 'no attempt begins for a link that was redeemed or revoked',
    edits: [
      { file: 'end.ts', from: "link.state === 'redeemed'", to: 'false' },
      { file: 'end.ts', from: "link.state === 'revoked'", to: 'false' },
    ],
  },
  claimChecksDeadline: {
    guarantee: 'no attempt begins after the deadline',
    edits: [{ file: 'end.ts', from: 'if (deadline <= now && !redriving)', to: 'if (false)' }],
  },
  claimChecksPause: {
    guarantee: 'no attempt begins while the mails are paused',
    edits: [{ file: 'decide-claim.ts', from: 'if (pause !== null)', to: 'if (false)' }],
  },
  lapsedAttemptBecomesUnknown: {
    guarantee: 'a worker that takes over a delivery settles the previous attempt as unknown',
    edits: [{ file: 'decide-claim.ts', from: 'finished: writeOff(before)', to: 'finished: []' }],
  },
  endedAttemptBecomesUnknown: {
    guarantee: 'ending a delivery whose claim has lapsed settles that attempt as unknown',
    edits: [{ file: 'end.ts', from: 'finished: writeOff(before)', to: 'finished: []' }],
  },
  sentIsFinal: {
    guarantee: 'a sent delivery is not claimed again',
    edits: [{ file: 'decide-claim.ts', from: "if (status === 'sent')", to: 'if (false)' }],
  },
  redriveIsFenced: {
    guarantee: 'a job redrives a delivery only if it is dead since the attempt that the job names',
    edits: [
      {
        file: 'decide-claim.ts',
        from: 'redriveAfter === attempts',
        to: 'redriveAfter !== undefined',
      },
    ],
  },
  acceptanceAlwaysCounts: {
    guarantee: 'an acceptance counts, whichever attempt reports it and however late',
    edits: [
      {
        file: 'decide-settle.ts',
        from: "if (outcome.outcome === 'accepted') return",
        to: "if (outcome.outcome === 'accepted' && isHolder) return",
      },
    ],
  },
  acceptanceIsStronger: {
    guarantee: 'of two outcomes in one transaction an acceptance decides',
    edits: [
      {
        file: 'decide-settle.ts',
        from: "judged.find(({ status }) => status === 'sent') ?? judged.find(({ isHolder }) => isHolder)",
        to: "judged.find(({ isHolder }) => isHolder) ?? judged.find(({ status }) => status === 'sent')",
      },
    ],
  },
  writtenOffStaysUnknown: {
    guarantee: 'an attempt settled as unknown stays unknown',
    edits: [
      {
        file: 'decide-settle.ts',
        from: 'if (recorded === null)',
        to: "if (recorded === null || reported.outcome === 'accepted')",
      },
    ],
  },
  attemptFencesOutcome: {
    guarantee: 'only the latest attempt changes the status of its delivery',
    edits: [{ file: 'decide-settle.ts', from: 'attempts === outcome.attempt', to: 'true' }],
  },
  onlyHolderMovesOn: {
    guarantee: 'an outcome changes the status of a delivery only while it is being sent',
    edits: [{ file: 'decide-settle.ts', from: "isLatest && status === 'sending'", to: 'isLatest' }],
  },
  redriveChecksSent: {
    guarantee: 'a sent delivery is not redriven',
    edits: [{ file: 'decide-redrive.ts', from: "if (status === 'sent') return 'sent'", to: '' }],
  },
  redriveChecksOpen: {
    guarantee: 'an open delivery is not redriven',
    edits: [{ file: 'decide-redrive.ts', from: "if (isOpen(delivery)) return 'open'", to: '' }],
  },
  redriveChecksDiscarded: {
    guarantee: 'a discarded delivery is not redriven',
    edits: [
      { file: 'decide-claim.ts', from: 'discardedAt === null && ', to: '' },
      { file: 'decide-redrive.ts', from: "if (discardedAt !== null) return 'discarded'", to: '' },
    ],
  },
  redriveStartsDeadlineAfresh: {
    guarantee: 'a redrive sets a new deadline',
    edits: [{ file: 'decide-redrive.ts', from: 'deadline: now + timeMs', to: 'deadline' }],
  },
  expireSparesAttempts: {
    guarantee: 'an overdue delivery is not ended while an attempt is running',
    edits: [{ file: 'decide-expire.ts', from: ' || !isFree(delivery, now)', to: '' }],
  },
  sendChecksClaim: {
    guarantee: 'no content is sent once the delivery was sent or another attempt has the claim',
    edits: [
      {
        file: 'decide-send.ts',
        from: "if (status !== 'sending' || attempts !== attempt || hasLapsed(claimedUntil, now))",
        to: 'if (false)',
      },
    ],
  },
  sendChecksLink: {
    guarantee: 'no content is sent for a link that was redeemed or revoked since the claim',
    edits: [
      { file: 'decide-send.ts', from: "if (kind === 'link' && link.state !== 'open')", to: 'if (false)' },
    ],
  },
  sendChecksDeadline: {
    guarantee: 'no content is sent after the deadline',
    edits: [{ file: 'decide-send.ts', from: 'if (deadline <= now)', to: 'if (false)' }],
  },
  lastTryBeforeDeadline: {
    guarantee: 'a delivery is tried once more before its deadline, however late its retry is asked for',
    edits: [{ file: 'decide-settle.ts', from: 'if (lastTryInMs > 0)', to: 'if (false)' }],
  },
} satisfies Record<string, { guarantee: string; edits: Edit[] }>

/** What the apps and the queue guarantee. */
export const guardsOfApps = {
  answerFollowsRecord: 'a call is answered only once its delivery is recorded',
  sendChecksLease: 'no mail is sent under a lapsed claim',
  sendNeedsAnswer: 'no content is sent while the database does not say that it may leave',
  retryStartsElsewhere: 'an attempt after a deferral begins at another relay',
  failoverOnlyWhenNotSent: 'the next relay is tried only if nothing was sent',
  silenceAfterDotIsUnknown: 'a relay that does not answer the dot may have accepted the mail',
  quitFailureIsNoFailure: 'an error after the acceptance does not fail the attempt',
  waitingRenews: 'an attempt that has given its job back renews its claim as before',
  settlesUntilStored: 'a worker retries settling until the outcome is recorded',
  reconcileRestoresLost: 'reconcile enqueues again what the queue has lost',
  reconcileRevivesFailed: 'a failed job counts as lost while its delivery is open',
  expireEndsOverdue: 'an overdue delivery ends even if no job is processed',
}

export type GuardOfRules = keyof typeof guardsOfRules
export type GuardOfApps = keyof typeof guardsOfApps

export type Guards = Record<GuardOfApps, boolean>

export const allGuards = Object.fromEntries(Object.keys(guardsOfApps).map(guard => [guard, true])) as Guards
