/** What the statements of packages/store see to. */
export const guardsOfVerbs = {
  claimsAreExclusive: 'a claim keeps everybody else out until it lapses',
  claimChecksLink: 'no attempt begins for a link that was redeemed or revoked',
  claimChecksDeadline: 'no attempt begins after the deadline',
  lapsedAttemptBecomesUnknown: 'whoever takes a delivery over writes the attempt before off as unknown',
  endedAttemptBecomesUnknown: 'whoever ends a delivery whose claim lapsed writes that attempt off as unknown',
  sentIsFinal: 'what is sent is not claimed again',
  redriveIsFenced: 'a job redrives only what is dead since the attempt that the job speaks of',
  acceptanceAlwaysCounts: 'an acceptance counts, whichever attempt brings it and however late',
  acceptanceIsStronger: 'of two outcomes in one statement an acceptance decides',
  writtenOffStaysUnknown: 'an attempt that was written off stays unknown',
  attemptFencesOutcome: 'only the latest attempt moves its delivery on',
  onlyHolderMovesOn: 'an outcome moves a delivery on only while it is being sent',
  redriveChecksDead: 'nothing is redriven but what is dead',
  redriveChecksDiscarded: 'nothing is redriven that was discarded',
  redriveStartsDeadlineAfresh: 'a redrive gives time until a deadline of its own',
}

/** What the apps and the queue see to. */
export const guardsOfApps = {
  answerFollowsRecord: 'a call is answered only once its delivery is recorded',
  sendChecksLease: 'nothing is handed over under a claim that has lapsed',
  failoverOnlyWhenNotSent: 'the next relay is asked only while nothing was handed over',
  silenceAfterDotIsUnknown: 'a relay that says nothing after the dot may have kept the mail',
  quitFailureIsNoFailure: 'what fails after the acceptance is no failure',
  workerInsists: 'a worker does not let go of an answer before it is recorded',
  reconcileRestoresLost: 'reconcile makes anew what the queue has lost',
  reconcileRevivesFailed: 'a failed job counts as lost while its delivery is open',
}

export type Guard = keyof typeof guardsOfVerbs | keyof typeof guardsOfApps

export type Guards = Record<Guard, boolean>

const names = Object.keys({ ...guardsOfVerbs, ...guardsOfApps }) as Guard[]

export const allGuards = Object.fromEntries(names.map(name => [name, true])) as Guards

export const without = (guard: Guard): Guards => ({ ...allGuards, [guard]: false })
