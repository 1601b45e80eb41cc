import type { Edit } from './import-edited.ts'

/** What the rules of packages/store see to, and how their source would be without it. */
export const guardsOfRules = {
  claimsAreExclusive: {
    says: 'a claim keeps everybody else out until it lapses',
    edits: [
      {
        file: 'decide-claim.ts',
        from: "if (status === 'sending' && !hasLapsed(claimedUntil, now))",
        to: 'if (false)',
      },
    ],
  },
  claimChecksLink: {
    says: 'no attempt begins for a link that was redeemed or revoked',
    edits: [
      { file: 'end.ts', from: "link.state === 'redeemed'", to: 'false' },
      { file: 'end.ts', from: "link.state === 'revoked'", to: 'false' },
    ],
  },
  claimChecksDeadline: {
    says: 'no attempt begins after the deadline',
    edits: [{ file: 'end.ts', from: 'if (deadline <= now && !redriving)', to: 'if (false)' }],
  },
  lapsedAttemptBecomesUnknown: {
    says: 'whoever takes a delivery over writes the attempt before off as unknown',
    edits: [{ file: 'decide-claim.ts', from: 'finished: writeOff(before)', to: 'finished: []' }],
  },
  endedAttemptBecomesUnknown: {
    says: 'whoever ends a delivery whose claim lapsed writes that attempt off as unknown',
    edits: [{ file: 'end.ts', from: 'finished: writeOff(before)', to: 'finished: []' }],
  },
  sentIsFinal: {
    says: 'what is sent is not claimed again',
    edits: [{ file: 'decide-claim.ts', from: "if (status === 'sent')", to: 'if (false)' }],
  },
  redriveIsFenced: {
    says: 'a job redrives only what is dead since the attempt that the job speaks of',
    edits: [
      {
        file: 'decide-claim.ts',
        from: 'redriveAfter === attempts',
        to: 'redriveAfter !== undefined',
      },
    ],
  },
  acceptanceAlwaysCounts: {
    says: 'an acceptance counts, whichever attempt brings it and however late',
    edits: [
      {
        file: 'decide-settle.ts',
        from: "if (outcome.outcome === 'accepted') return",
        to: "if (outcome.outcome === 'accepted' && isHolder) return",
      },
    ],
  },
  acceptanceIsStronger: {
    says: 'of two outcomes in one transaction an acceptance decides',
    edits: [
      {
        file: 'decide-settle.ts',
        from: "judged.find(({ status }) => status === 'sent') ?? judged.find(({ isHolder }) => isHolder)",
        to: "judged.find(({ isHolder }) => isHolder) ?? judged.find(({ status }) => status === 'sent')",
      },
    ],
  },
  writtenOffStaysUnknown: {
    says: 'an attempt that was written off stays unknown',
    edits: [
      {
        file: 'decide-settle.ts',
        from: 'if (recorded === null)',
        to: "if (recorded === null || reported.outcome === 'accepted')",
      },
    ],
  },
  attemptFencesOutcome: {
    says: 'only the latest attempt moves its delivery on',
    edits: [{ file: 'decide-settle.ts', from: 'attempts === attempt', to: 'true' }],
  },
  onlyHolderMovesOn: {
    says: 'an outcome moves a delivery on only while it is being sent',
    edits: [{ file: 'decide-settle.ts', from: "isLatest && status === 'sending'", to: 'isLatest' }],
  },
  redriveChecksDead: {
    says: 'nothing is redriven but what is dead',
    edits: [
      { file: 'decide-redrive.ts', from: "if (status === 'sent') return 'sent'", to: '' },
      { file: 'decide-redrive.ts', from: "if (isOpen(delivery)) return 'open'", to: '' },
    ],
  },
  redriveChecksDiscarded: {
    says: 'nothing is redriven that was discarded',
    edits: [
      { file: 'decide-claim.ts', from: 'discardedAt === null && ', to: '' },
      { file: 'decide-redrive.ts', from: "if (discardedAt !== null) return 'discarded'", to: '' },
    ],
  },
  redriveStartsDeadlineAfresh: {
    says: 'a redrive gives time until a deadline of its own',
    edits: [{ file: 'decide-redrive.ts', from: 'deadline: now + timeMs', to: 'deadline' }],
  },
  expireSparesAttempts: {
    says: 'what is overdue is not ended while an attempt is under way',
    edits: [{ file: 'decide-expire.ts', from: ' || !isFree(delivery, now)', to: '' }],
  },
} satisfies Record<string, { says: string; edits: Edit[] }>

/** What the apps and the queue see to. */
export const guardsOfApps = {
  answerFollowsRecord: 'a call is answered only once its delivery is recorded',
  sendChecksLease: 'nothing is handed over under a claim that has lapsed',
  failoverOnlyWhenNotSent: 'the next relay is asked only while nothing was handed over',
  silenceAfterDotIsUnknown: 'a relay that says nothing after the dot may have kept the mail',
  quitFailureIsNoFailure: 'what fails after the acceptance is no failure',
  settlesUntilStored: 'a worker keeps an answer until it is recorded',
  reconcileRestoresLost: 'reconcile makes anew what the queue has lost',
  reconcileRevivesFailed: 'a failed job counts as lost while its delivery is open',
  expireEndsOverdue: 'what is overdue ends whether or not any job is looked at',
}

export type GuardOfRules = keyof typeof guardsOfRules
export type GuardOfApps = keyof typeof guardsOfApps

export type Guards = Record<GuardOfApps, boolean>

export const allGuards = Object.fromEntries(Object.keys(guardsOfApps).map(guard => [guard, true])) as Guards
