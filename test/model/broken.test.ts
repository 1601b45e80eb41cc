import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { allGuards, type GuardOfApps, type GuardOfRules, guardsOfApps, guardsOfRules } from './guards.ts'
import { rulesWithout } from './rules.ts'
import { createSpace } from './space.ts'

const copies = '2: every mail beyond the first is explained by an attempt recorded as unknown'
const cause = '2: an attempt is unknown only when its worker died or fell silent, or an answer was lost'
const claim = '2: an attempt keeps its claim until it lapses or has an outcome'
const accepted = '1: a delivery with a recorded acceptance is sent, and stays sent'
const unusable = '3: no attempt is claimed for a link that is unusable'
const cleared = '3: no mail carries a link that was unusable when its content was about to leave'
const discarded = '1: a discarded delivery is never reopened'
const asked = '1: a dead delivery is reopened only as often as an operator asks'
const mailed = 'worker 1 sends the dot and the relay accepts the mail'
const mailedBySecond = 'worker 2 sends the dot and the relay accepts the mail'

type Counterexample = { breaks: string; lastStep: string }

const counterexamplesOfRules: Record<GuardOfRules, Counterexample> = {
  claimsAreExclusive: { breaks: cause, lastStep: 'worker 2 claims attempt 2' },
  claimChecksLink: { breaks: unusable, lastStep: 'worker 1 claims attempt 1' },
  claimChecksDeadline: { breaks: unusable, lastStep: 'worker 1 claims attempt 1' },
  claimChecksPause: {
    breaks: 'no attempt is claimed while its mails are paused',
    lastStep: 'worker 1 claims attempt 1',
  },
  lapsedAttemptBecomesUnknown: { breaks: copies, lastStep: mailedBySecond },
  endedAttemptBecomesUnknown: { breaks: copies, lastStep: mailedBySecond },
  sentIsFinal: { breaks: accepted, lastStep: 'worker 1 claims attempt 2' },
  redriveIsFenced: { breaks: asked, lastStep: 'worker 1 claims attempt 2' },
  acceptanceAlwaysCounts: { breaks: accepted, lastStep: 'worker 1 settles attempt 1 as accepted' },
  acceptanceIsStronger: {
    breaks: accepted,
    lastStep: 'one transaction settles attempt 1 as accepted and attempt 2 as rejected',
  },
  writtenOffStaysUnknown: { breaks: copies, lastStep: 'worker 1 settles attempt 1 as accepted' },
  attemptFencesOutcome: {
    breaks: claim,
    lastStep: 'worker 1 settles attempt 1 as rejected',
  },
  onlyHolderMovesOn: { breaks: accepted, lastStep: 'worker 2 settles attempt 2 as rejected' },
  redriveChecksSent: { breaks: accepted, lastStep: 'the operator redrives it' },
  redriveChecksOpen: { breaks: claim, lastStep: 'the operator redrives it' },
  redriveChecksDiscarded: { breaks: discarded, lastStep: 'the operator redrives it' },
  redriveStartsDeadlineAfresh: { breaks: unusable, lastStep: 'worker 1 claims attempt 1' },
  sendChecksClaim: {
    breaks: '2: no mail is sent that was recorded as sent when its content was about to leave',
    lastStep: mailedBySecond,
  },
  sendChecksLink: { breaks: cleared, lastStep: mailed },
  sendChecksDeadline: { breaks: cleared, lastStep: mailed },
  lastTryBeforeDeadline: {
    breaks: '4: what is no refusal ends a delivery only when its deadline has passed',
    lastStep: 'worker 1 settles attempt 1 as unknown',
  },
  expireSparesAttempts: { breaks: cause, lastStep: 'it expires' },
}

type OtherGuard = 'retryStartsElsewhere'
type LivenessGuard = 'reconcileRestoresLost' | 'reconcileRevivesFailed' | 'expireEndsOverdue'

const counterexamplesOfApps: Record<Exclude<GuardOfApps, LivenessGuard | OtherGuard>, Counterexample> = {
  answerFollowsRecord: {
    breaks: '1: a call answered 200 is recorded',
    lastStep: 'the api answers and dies',
  },
  sendChecksLease: {
    breaks: '2: no attempt begins to send under a lapsed claim',
    lastStep: mailed,
  },
  sendNeedsAnswer: { breaks: cleared, lastStep: mailed },
  failoverOnlyWhenNotSent: { breaks: copies, lastStep: mailed },
  silenceAfterDotIsUnknown: { breaks: copies, lastStep: mailed },
  quitFailureIsNoFailure: { breaks: copies, lastStep: mailed },
  waitingRenews: { breaks: cause, lastStep: 'worker 2 claims attempt 2' },
  settlesUntilStored: { breaks: cause, lastStep: 'worker 2 claims attempt 2' },
}

const without = (guard: GuardOfApps) => ({ ...allGuards, [guard]: false })

// One of them needs pauses, without which there are half as many states.
function counterexampleOf(options: Parameters<typeof createSpace>[0], pauses = false) {
  const { violation } = explore(createSpace({ attempts: 2, pauses, ...options }))
  return { breaks: violation?.broken, lastStep: violation?.trace.at(-1) }
}

describe('a promise breaks without this guard:', { timeout: 60_000 }, () => {
  test.each(
    Object.entries(counterexamplesOfRules).map(([guard, counterexample]) => {
      const name = guard as GuardOfRules
      return { guard: name, guarantee: guardsOfRules[name].guarantee, counterexample }
    }),
  )('$guard ($guarantee)', async ({ guard, counterexample }) => {
    const pauses = guard === 'claimChecksPause'
    expect(counterexampleOf({ rules: await rulesWithout(guard) }, pauses)).toEqual(counterexample)
  })

  test.each(
    Object.entries(counterexamplesOfApps).map(([guard, counterexample]) => {
      const name = guard as GuardOfApps
      return { guard: name, guarantee: guardsOfApps[name], counterexample }
    }),
  )('$guard ($guarantee)', ({ guard, counterexample }) => {
    expect(counterexampleOf({ guards: without(guard) })).toEqual(counterexample)
  })

  test.each([
    { guard: 'reconcileRestoresLost', lastStep: 'the api records and answers, but enqueues nothing' },
    { guard: 'reconcileRevivesFailed', lastStep: 'the operator redrives it' },
  ] as const)('without $guard a delivery is never sent', ({ guard, lastStep }) => {
    const { violation, stuck } = explore(createSpace({ guards: without(guard), attempts: 1 }))
    expect(violation).toBeUndefined()
    const trace = stuck({ from: 'sendable', to: 'sent', by: ['step', 'queue', 'time', 'resume'] })
    expect(trace?.at(-1)).toBe(lastStep)
  })

  test(`retryStartsElsewhere (${guardsOfApps.retryStartsElsewhere})`, () => {
    const guards = without('retryStartsElsewhere')
    expect(counterexampleOf({ guards, tracksDeferrals: true })).toEqual({
      breaks: '4: the attempt after a deferral begins at another relay',
      lastStep: 'worker 1 claims attempt 2',
    })
  })

  test('without expireEndsOverdue a delivery stays open for ever', () => {
    const { violation, stuck } = explore(createSpace({ guards: without('expireEndsOverdue'), attempts: 1 }))
    expect(violation).toBeUndefined()
    const trace = stuck({ from: 'answered', to: 'ended', by: ['step', 'expire', 'time', 'deadline'] })
    expect(trace?.at(-1)).toBe('the api records, answers and enqueues')
  })
})
