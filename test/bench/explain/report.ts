import { format } from '../results/numbers.ts'
import type { Explained } from './explaining-pool.ts'
import { type Found, type Problem, slowestIn } from './judge.ts'

type Facts = {
  links: number
  fillSeconds: number
  seconds: number
  bytes: number
  version: string
  machine: string
}

const shownSlowest = 12

/** The problems with all that is needed to see why: the statement and its plan, the error, or the piece of SQL. */
export const describeProblems = (problems: readonly Problem[]): string =>
  problems.map(describe).join('\n\n') || '  no problem was found'

function describe(problem: Problem): string {
  switch (problem.problem) {
    case 'sequential': {
      const { statement, which, scan } = problem
      const values = which === 'ran' ? 'its values' : 'any values'
      const plan = JSON.stringify(statement[which], null, 1)
      return `${statement.call}: the plan for ${values} reads all of ${scan.table}\n${statement.text}\n${plan}`
    }
    case 'failed':
      return `${problem.call}: failed: ${problem.error}`
    default:
      return `${problem.text.file}: no call sends this SQL, so it was not explained\n${problem.text.parts.join('…')}`
  }
}

/** The section of docs/performance.md. */
export function renderSection(
  { explained, big }: Found,
  problems: readonly Problem[],
  { links, fillSeconds, seconds, bytes, machine }: Facts,
): string {
  const texts = new Set(explained.map(({ text }) => text)).size
  const tables = big.map(({ name, rows }) => `${name} ${format(rows)}`).join(', ')
  const verdict =
    problems.length === 0
      ? 'None reads one of these tables from end to end, neither in the plan for its values nor in that for any values, but for [what is allowed](../test/bench/explain/allowed.ts); none took longer than its time limit.'
      : `${problems.length} problems were found: ${[...new Set(problems.map(nameOf))].join(', ')}.`
  return [
    `${format(links)} links: ${texts} statements in ${explained.length} calls of them, with ${tables} rows. ${verdict}`,
    `It took ${minutes(fillSeconds)} to fill the database, ${minutes(seconds)} to explain, and ${format(bytes / 2 ** 30)} GiB. The slowest, mostly the first time that their rows are read:`,
    table(slowestIn(explained, shownSlowest)),
    machine,
  ].join('\n\n')
}

const nameOf = (problem: Problem) =>
  problem.problem === 'unseen'
    ? problem.text.file
    : problem.problem === 'failed'
      ? problem.call
      : problem.statement.call

const minutes = (seconds: number) =>
  seconds < 90 ? `${seconds.toFixed(0)} seconds` : `${(seconds / 60).toFixed(0)} minutes`

const table = (statements: readonly Explained[]) =>
  [
    '| call | ms | rows read |',
    '| --- | --- | --- |',
    ...statements.map(({ call, ms, rows }) => `| ${call} | ${format(ms)} | ${format(Math.round(rows))} |`),
  ].join('\n')
