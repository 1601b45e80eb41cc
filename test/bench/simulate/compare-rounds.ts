import { median } from '../results/numbers.ts'
import type { MeasuredCase } from './measure-rounds.ts'
import { simulate } from './simulate.ts'
import type { Costs } from './site.ts'

/** A case as it was measured and simulated, in units a second. `deviation` is the median of the rounds'. */
export type Comparison = { name: string; measured: number; simulated: number; deviation: number }

/** Simulates each round's cases with the costs that were fitted to that round. */
export function compareRounds(rounds: { cases: MeasuredCase[]; costs: Costs }[]): Comparison[] {
  const simulated = rounds.map(({ cases, costs }) =>
    cases.map(({ name, site, load, perSecond }) => ({
      name,
      measured: perSecond,
      simulated: simulate(site, costs, load).perSecond,
    })),
  )
  return (simulated[0] ?? []).map(({ name }, index) => {
    const ofCase = simulated.flatMap(round => round[index] ?? [])
    return {
      name,
      measured: median(ofCase.map(({ measured }) => measured)),
      simulated: median(ofCase.map(({ simulated }) => simulated)),
      deviation: median(ofCase.map(({ measured, simulated }) => simulated / measured)) - 1,
    }
  })
}

/** Of each cost the rounds' median. */
export function medianCosts(rounds: Costs[]): Costs {
  const of = <Cost extends object>(costs: Cost[]) =>
    Object.fromEntries(
      Object.keys(costs[0] ?? {}).map(name => [
        name,
        median(costs.map(cost => cost[name as keyof Cost] as number)),
      ]),
    ) as Cost
  return { mail: of(rounds.map(({ mail }) => mail)), call: of(rounds.map(({ call }) => call)) }
}
