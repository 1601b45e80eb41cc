import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { allGuards, type GuardOfApps, type GuardOfRules, guardsOfApps, guardsOfRules } from './guards.ts'
import { rulesWithout } from './rules.ts'
import { createSpace } from './space.ts'

const copies = '2: every copy but one is on record as an unknown attempt'
const cause = '2: an attempt is unknown only when its worker died or fell silent, or when an answer was lost'
const accepted = '1: what a relay was recorded to have accepted is sent, and stays so'
const unusable = '3: no mail carries a link that could not be used any more when the attempt was claimed'
const discarded = '1: what is discarded is never opened again'
const asked = '1: what is dead is opened again only as often as an operator asks'
const kept = 'worker 1 sends the dot and the mail is kept'
const keptBySecond = 'worker 2 sends the dot and the mail is kept'

type Story = { breaks: string; lastStep: string }

const storiesOfRules: Record<GuardOfRules, Story> = {
  claimsAreExclusive: { breaks: cause, lastStep: 'worker 2 claims attempt 2' },
  claimChecksLink: { breaks: unusable, lastStep: kept },
  claimChecksDeadline: { breaks: unusable, lastStep: kept },
  lapsedAttemptBecomesUnknown: { breaks: copies, lastStep: keptBySecond },
  endedAttemptBecomesUnknown: { breaks: copies, lastStep: keptBySecond },
  sentIsFinal: { breaks: accepted, lastStep: 'worker 1 claims attempt 2' },
  redriveIsFenced: { breaks: asked, lastStep: 'worker 1 claims attempt 3' },
  acceptanceAlwaysCounts: { breaks: accepted, lastStep: 'worker 1 settles attempt 1 as accepted' },
  acceptanceIsStronger: {
    breaks: accepted,
    lastStep: 'one transaction settles attempt 1 as accepted and attempt 2 as rejected',
  },
  writtenOffStaysUnknown: { breaks: copies, lastStep: 'worker 1 settles attempt 1 as accepted' },
  attemptFencesOutcome: { breaks: copies, lastStep: kept },
  onlyHolderMovesOn: { breaks: discarded, lastStep: 'worker 1 settles attempt 1 as unknown' },
  redriveChecksDead: { breaks: accepted, lastStep: 'the operator redrives it' },
  redriveChecksDiscarded: { breaks: discarded, lastStep: 'the operator redrives it' },
  redriveStartsDeadlineAfresh: { breaks: unusable, lastStep: kept },
  expireSparesAttempts: { breaks: cause, lastStep: 'it expires' },
}

type Unending = 'reconcileRestoresLost' | 'reconcileRevivesFailed' | 'expireEndsOverdue'

const storiesOfApps: Record<Exclude<GuardOfApps, Unending>, Story> = {
  answerFollowsRecord: {
    breaks: '1: what was answered 200 is recorded',
    lastStep: 'the api answers and dies',
  },
  sendChecksLease: {
    breaks: '2: no attempt whose claim has lapsed begins to hand over',
    lastStep: kept,
  },
  failoverOnlyWhenNotSent: { breaks: copies, lastStep: kept },
  silenceAfterDotIsUnknown: { breaks: copies, lastStep: kept },
  quitFailureIsNoFailure: { breaks: copies, lastStep: kept },
  settlesUntilStored: { breaks: cause, lastStep: 'worker 2 claims attempt 2' },
}

const without = (guard: GuardOfApps) => ({ ...allGuards, [guard]: false })

function storyOf(space: ReturnType<typeof createSpace>) {
  const { violation } = explore(space)
  return { breaks: violation?.broken, lastStep: violation?.trace.at(-1) }
}

describe('a promise breaks without this guard:', { timeout: 60_000 }, () => {
  test.each(
    Object.entries(storiesOfRules).map(([guard, story]) => {
      const name = guard as GuardOfRules
      return { guard: name, says: guardsOfRules[name].says, story }
    }),
  )('$guard ($says)', async ({ guard, story }) => {
    expect(storyOf(createSpace({ rules: await rulesWithout(guard) }))).toEqual(story)
  })

  test.each(
    Object.entries(storiesOfApps).map(([guard, story]) => {
      const name = guard as GuardOfApps
      return { guard: name, says: guardsOfApps[name], story }
    }),
  )('$guard ($says)', ({ guard, story }) => {
    expect(storyOf(createSpace({ guards: without(guard) }))).toEqual(story)
  })

  test.each([
    { guard: 'reconcileRestoresLost', lastStep: 'the api records and answers, and enqueues nothing' },
    { guard: 'reconcileRevivesFailed', lastStep: 'the operator redrives it' },
  ] as const)('$guard: the delivery is never sent', ({ guard, lastStep }) => {
    const { violation, stuck } = explore(createSpace({ guards: without(guard), attempts: 2 }))
    expect(violation).toBeUndefined()
    const trace = stuck({ from: 'sendable', to: 'sent', by: ['step', 'queue', 'time'] })
    expect(trace?.at(-1)).toBe(lastStep)
  })

  test('expireEndsOverdue: the delivery stays open for ever', () => {
    const { violation, stuck } = explore(createSpace({ guards: without('expireEndsOverdue'), attempts: 1 }))
    expect(violation).toBeUndefined()
    const trace = stuck({ from: 'answered', to: 'ended', by: ['step', 'expire', 'time', 'deadline'] })
    expect(trace?.at(-1)).toBe('the api records, answers and enqueues')
  })
})
