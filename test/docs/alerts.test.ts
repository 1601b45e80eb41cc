import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { findPromtool, promtool } from '../servers/promtool.ts'
import { blocksOf, expressions, read, root, rules, runbooks, scalingQueries } from './operations.ts'

const binary = findPromtool()
const operations = join(root, 'docs/operations')

type PromqlTest = { expr: string; exp_samples?: { labels: string }[] }

describe.skipIf(binary === undefined)('promtool', { timeout: 120_000 }, () => {
  const check = (...args: string[]) => promtool(binary as string, ...args)

  test('accepts the configuration of Prometheus with the rules that it names', async () => {
    const said = await check('check', 'config', join(operations, 'prometheus.yml'))
    expect(said).toContain(`${rules.length} rules found`)
  })

  test('sees each alert fire when it should, and not fire when it should not', async () => {
    expect(await check('test', 'rules', join(operations, 'alerts.test.yml'))).toContain('SUCCESS')
  })

  /** A file of rules that are called `expression:0` and so on, in a folder that goes with the test. */
  async function writeRules(exprs: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'passlink-promql-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'expressions.yml')
    const asRules = exprs.map((expr, index) => ({ record: `expression:${index}`, expr }))
    await writeFile(file, JSON.stringify({ groups: [{ name: 'all', rules: asRules }] }))
    return file
  }

  test('can parse every expression of alerts, dashboard and runbooks', async () => {
    const file = await writeRules(expressions.map(([, expr]) => expr))
    expect(expressions.length).toBeGreaterThan(100)
    expect(await check('check', 'rules', file)).toContain(`${expressions.length} rules found`)
  })

  test.each([
    ['well', {}, [100, 5_000]],
    ['paused: all mail', { 'passlink_paused{scope="mail"}': 1 }, []],
    ['paused: a queue, with another tool', { 'passlink_paused{scope="queue"}': 1 }, []],
    ['paused: every relay', { 'passlink_paused{scope="relay"}': 2, passlink_all_relays_paused: 1 }, []],
    [
      'paused: one relay of two',
      { 'passlink_paused{scope="relay"}': 1, passlink_all_relays_paused: 0 },
      [100, 5_000],
    ],
    ['paused: an organization', { 'passlink_paused{scope="organization"}': 1 }, [undefined, 5_000]],
    ['away: every relay', { 'passlink_relay_away{relay="one:25"}': 1 }, []],
  ])('tells KEDA how much waits for workers, while this is %s', async (_what, states, [late, waiting]) => {
    const file = await writeRules(scalingQueries)
    const figures = {
      'passlink_oldest_due_seconds{kind="link"}': 100,
      'passlink_open_deliveries{kind="link",status="queued"}': 5_000,
      ...states,
    }
    const answers = [late, waiting].map((value, index) => ({
      expr: `expression:${index}`,
      eval_time: '5m',
      exp_samples: value === undefined ? [] : [{ labels: `expression:${index}`, value }],
    }))
    const series = Object.entries(figures).map(([name, value]) => ({ series: name, values: `${value}x10` }))
    const tests = [{ interval: '1m', input_series: series, promql_expr_test: answers }]
    const cases = join(dirname(file), 'cases.yml')
    await writeFile(cases, JSON.stringify({ rule_files: [file], evaluation_interval: '1m', tests }))
    expect(scalingQueries).toHaveLength(2)
    expect(await check('test', 'rules', cases)).toContain('SUCCESS')
  })
})

const { tests } = parse(read('docs/operations/alerts.test.yml')) as {
  tests: { promql_expr_test: PromqlTest[] }[]
}
const cases = tests.flatMap(each => each.promql_expr_test)

test.each(rules.map(({ alert }) => alert))(
  '%s has a case in which it fires, and one in which it does not',
  alert => {
    const own = cases.filter(({ expr }) => expr === `ALERTS{alertname="${alert}",alertstate="firing"}`)
    expect(own.some(({ exp_samples = [] }) => exp_samples.length > 0)).toBe(true)
    expect(own.some(({ exp_samples = [] }) => exp_samples.length === 0)).toBe(true)
  },
)

test.each(rules)('$alert pages somebody or is a ticket, and leads to a page that is named like it', rule => {
  expect(rule.alert).toMatch(/^Passlink[A-Z]/)
  expect(['page', 'ticket']).toContain(rule.labels.severity)
  const name = rule.alert.replace('Passlink', '').replace(/(?<!^)[A-Z]/g, '-$&')
  expect(rule.annotations.runbook_url).toBe(`docs/runbooks/${name.toLowerCase()}.md`)
  expect(existsSync(join(root, rule.annotations.runbook_url))).toBe(true)
  expect(read(rule.annotations.runbook_url).split('\n')[0]).toBe(`# ${rule.alert}`)
})

test('every runbook is that of one alert, and docs/metrics.md lists them all with their severity', () => {
  const urls = rules.map(({ annotations }) => annotations.runbook_url)
  expect([...runbooks].sort()).toEqual([...urls].sort())
  const listed = [
    ...read('docs/metrics.md').matchAll(/\[`(Passlink\w+)`\]\(runbooks\/([\w-]+\.md)\) \| (\w+) \|/g),
  ]
  expect(listed.map(([, alert, page, severity]) => `${alert} docs/runbooks/${page} ${severity}`)).toEqual(
    rules.map(({ alert, annotations, labels }) => `${alert} ${annotations.runbook_url} ${labels.severity}`),
  )
})

describe.each(runbooks)('%s', page => {
  test('says what it means, whom it hurts, how to find the cause with a query, and what to do', () => {
    const sections = read(page).split(/^## /m).slice(1)
    const headings = sections.map(section => section.split('\n')[0])
    expect(headings).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation'])
    expect(sections[2]).toContain('```promql\n')
    for (const section of sections) expect(section.length).toBeGreaterThan(50)
  })

  test('tells to run only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    for (const [, name = ''] of read(page).matchAll(/npm run ([\w-]+)/g)) expect(scripts).toHaveProperty(name)
  })
})

describe('the SQL of runbooks', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase()
  })
  afterAll(() => database?.drop())

  test.each(
    runbooks.flatMap(page =>
      blocksOf(page, 'sql').map((statement, index) => [page, index + 1, statement] as const),
    ),
  )('%s: statement %i is one that the database can answer', async (_page, _number, statement) => {
    await expect(database.sql.unsafe(statement)).resolves.toBeDefined()
  })
})
