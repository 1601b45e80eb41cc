import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { findPromtool, promtool } from '../servers/promtool.ts'
import { blocksOf, expressions, read, root, rules, runbooks } from './operations.ts'

const binary = findPromtool()
const operations = join(root, 'docs/operations')

type PromqlTest = { expr: string; exp_samples?: { labels: string }[] }

describe.skipIf(binary === undefined)('promtool', () => {
  const check = (...args: string[]) => promtool(binary as string, ...args)

  test('accepts the configuration of Prometheus with the rules that it names', async () => {
    const said = await check('check', 'config', join(operations, 'prometheus.yml'))
    expect(said).toContain(`${rules.length} rules found`)
  })

  test('sees each alert fire when it should, and not fire when it should not', async () => {
    expect(await check('test', 'rules', join(operations, 'alerts.test.yml'))).toContain('SUCCESS')
  })

  test('can parse every expression of alerts, dashboard and runbooks', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'passlink-promql-'))
    try {
      const file = join(folder, 'expressions.yml')
      const asRules = expressions.map(([, expr], index) => ({ record: `expression:${index}`, expr }))
      await writeFile(file, JSON.stringify({ groups: [{ name: 'all', rules: asRules }] }))
      expect(expressions.length).toBeGreaterThan(100)
      expect(await check('check', 'rules', file)).toContain(`${expressions.length} rules found`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
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
