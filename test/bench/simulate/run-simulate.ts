import type { CleanUp } from '../../chaos/clean-up.ts'
import { describeRun } from '../machine.ts'
import { format, median } from '../results/numbers.ts'
import { renderTable } from '../results/table.ts'
import { startServers } from '../servers/start-servers.ts'
import { planCapacities } from './capacity.ts'
import { casesOn } from './cases.ts'
import { type Comparison, compareRounds, medianCosts } from './compare-rounds.ts'
import { fitCosts, type Pair } from './fit-costs.ts'
import type { Cores } from './machine.ts'
import { measureCores } from './measure-cores.ts'
import { type MeasuredCase, measureRounds } from './measure-rounds.ts'
import { renderCapacities } from './render-capacities.ts'
import type { Costs } from './site.ts'

const deviationMax = 0.15

type Options = { directory: string; rounds: number; command: string; cleanUp: CleanUp }

/**
 * Measures small cases, fits the costs to the first two of each kind, simulates all, and plans larger sites with the same
 * costs. `text` has the tables; `passed` says whether no simulated case is more than 15 % from the measured one.
 */
export async function runSimulate({ directory, rounds, command, cleanUp }: Options) {
  const cores = await measureCores(cleanUp)
  const servers = await startServers(directory, cleanUp)
  const { mails, calls } = casesOn(cores)
  const measured = await measureRounds(servers, [...mails, ...calls], rounds)
  const fitted = measured.map(cases => ({
    cases,
    costs: costsOf(cases.slice(0, mails.length), cases.slice(mails.length)),
  }))
  const compared = compareRounds(fitted)
  const costs = medianCosts(fitted.map(round => round.costs))
  const text = [
    renderComparison(compared),
    renderCosts(costs, cores),
    renderCapacities(planCapacities(costs)),
    describeRun({ command, rounds }, servers),
  ].join('\n\n')
  return { text, passed: compared.every(({ deviation }) => Math.abs(deviation) <= deviationMax) }
}

function costsOf(mails: MeasuredCase[], calls: MeasuredCase[]): Costs {
  return fitCosts(firstTwo(mails), firstTwo(calls), {
    relay: median(mails.map(({ spent }) => spent.relay)),
    load: calls[1]?.spent.load ?? 0,
  })
}

function firstTwo([one, other]: MeasuredCase[]): Pair {
  if (!one || !other) throw new Error('the costs are fitted to two cases')
  return [one, other]
}

function renderComparison(compared: Comparison[]): string {
  const rows = compared.map(({ name, measured, simulated, deviation }) => [
    name,
    format(measured),
    format(simulated),
    `${deviation < 0 ? '−' : '+'}${Math.round(Math.abs(deviation) * 100)} %`,
  ])
  return renderTable(['a second', 'measured', 'simulated', ''], rows)
}

function renderCosts({ mail, call }: Costs, { cores, sharedSpeed }: Cores): string {
  const row = (name: string, cost: Costs['call' | 'mail']) => [
    name,
    ...[cost.app, cost.appBatch, cost.postgres, cost.postgresBatch, cost.redis, cost.batchWait].map(format),
  ]
  const head = [
    'milliseconds',
    'app',
    'app, each batch',
    'Postgres',
    'Postgres, each batch',
    'Redis',
    'a batch waits',
  ]
  const speed = `With all ${cores} cores busy, each did ${Math.round(sharedSpeed * 100)} % of what one does alone.`
  return `${renderTable(head, [row('a call', call), row('a mail', mail)])}\n\n${speed}`
}
