import { describe, expect, test } from 'vitest'
import { explore } from '../explore.ts'
import { guardsOfRelayRules, type RelayGuard, relayRulesWithout } from './rules.ts'
import { createRelaySpace, type Scenario } from './space.ts'

const accepting = 'two that accept'
const troubled = 'one that fails and one that defers'
const onePerson = 'two that accept, with the mails of one person'

test.for([accepting, troubled, onePerson] as const)(
  'of two relays, %s, each is away exactly after trouble with three mails in a row, and comes back when it is mended',
  { timeout: 120_000 },
  async (scenario, { annotate }) => {
    const { states, violation, stuck } = explore(createRelaySpace(scenario))
    await annotate(`${states} states`)
    expect(violation).toBeUndefined()
    expect(stuck({ from: 'any', to: 'well', by: ['step', 'mend'] })).toBeUndefined()
    expect(states).toBeGreaterThan(1_000)
  },
)

const goesAway = 'a relay goes away although no three in a row had trouble'
const stays = 'a relay stays although three in a row had trouble'
const isBack = 'a relay is back although it passed no probe'

const counterexamples: Record<Exclude<RelayGuard, 'probesBringBack'>, { to: Scenario; breaks: string }> = {
  subjectsCountOnce: { to: accepting, breaks: goesAway },
  acceptanceEndsRun: { to: accepting, breaks: goesAway },
  answerEndsFailures: { to: accepting, breaks: goesAway },
  silenceCountsOnce: { to: accepting, breaks: goesAway },
  mailboxCountsOnce: { to: onePerson, breaks: goesAway },
  deferredCountsOnce: { to: onePerson, breaks: goesAway },
  mailsCountBeforeRcpt: { to: onePerson, breaks: stays },
  failuresCount: { to: accepting, breaks: stays },
  deferralsCount: { to: accepting, breaks: stays },
  awayTakesNothing: { to: accepting, breaks: 'a relay that is away gets a mail beside one that is present' },
  failingTakesNothing: { to: troubled, breaks: 'a relay that is away because it fails gets a mail' },
  silentTakesNothing: { to: accepting, breaks: 'a relay whose connections are all silent gets a mail' },
  trialTakesOne: { to: accepting, breaks: 'a relay on trial gets a second mail' },
  onlyProbesEndAbsence: { to: accepting, breaks: isBack },
  onlyDeferringIsCured: { to: accepting, breaks: isBack },
  acceptanceCures: { to: troubled, breaks: 'a relay that defers is still away although it accepted a mail' },
  lateProbeChangesNothing: { to: troubled, breaks: goesAway },
  deferringIsLastResort: { to: troubled, breaks: 'no relay takes a mail although one only defers' },
}

describe('a promise breaks without this guard:', { timeout: 60_000 }, () => {
  test.each(
    Object.entries(counterexamples).map(([guard, counterexample]) => {
      const name = guard as RelayGuard
      return { guard: name, guarantee: guardsOfRelayRules[name].guarantee, counterexample }
    }),
  )('$guard ($guarantee)', async ({ guard, counterexample: { to, breaks } }) => {
    const { violation } = explore(createRelaySpace(to, await relayRulesWithout(guard)))
    expect(violation?.broken).toBe(breaks)
  })

  test(`probesBringBack (${guardsOfRelayRules.probesBringBack.guarantee})`, async () => {
    const { violation, stuck } = explore(
      createRelaySpace(troubled, await relayRulesWithout('probesBringBack')),
    )
    expect(violation).toBeUndefined()
    expect(stuck({ from: 'any', to: 'well', by: ['step', 'mend'] })).toBeDefined()
  })
})
