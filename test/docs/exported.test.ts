import { createMetrics } from '@passlink/runtime'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { dashboard, expressions, read } from './operations.ts'
import { namesOf } from './promql.ts'

type Metric = { labels: string[]; values: string }

const page = read('docs/metrics.md')
/** The labels that Prometheus adds to whatever it scrapes. */
const ofPrometheus = ['job', 'instance']

/** Every series that Prometheus has, by its name: what docs/metrics.md describes, what prom-client adds, and its own. */
const known = new Map<string, Metric>()
for (const [, name = '', type, list = '', meaning = ''] of page.matchAll(
  /^\| `(passlink_\w+)` \| (\w+) \| ([^|]+) \| [^|]+ \| (.+) \|$/gm,
)) {
  const labels = list.trim() === '–' ? [] : list.trim().split(', ')
  if (type === 'histogram') {
    known.set(`${name}_bucket`, { labels: [...labels, 'le'], values: meaning })
    for (const part of ['sum', 'count']) known.set(`${name}_${part}`, { labels, values: meaning })
  } else known.set(name, { labels, values: meaning })
}
const described = [...new Set([...page.matchAll(/^\| `(passlink_\w+)` \|/gm)].map(([, name = '']) => name))]
for (const { name, type } of await createMetrics().registry.getMetricsAsJSON())
  if (!known.has(name) && !name.startsWith('passlink_'))
    for (const series of String(type) === 'histogram' ? [`${name}_sum`, `${name}_count`] : [name])
      known.set(series, { labels: [], values: '' })
known.set('up', { labels: [], values: '' })
known.set('ALERTS', { labels: ['alertname', 'alertstate', 'severity'], values: '' })

/** Label values that the documentation names elsewhere than in the row of the metric. */
const elsewhere: Record<string, string | undefined> = {
  reason: read('docs/providers.md'),
  kind: known.get('passlink_delivery_seconds_count')?.values,
  job: page,
}
const free = ['relay', 'alertname', 'alertstate', 'severity']

describe.each(expressions)('%s: %s', (_where, expr) => {
  const { selectors, grouping } = namesOf(expr)

  test('names only metrics that are exported, and labels that they have', () => {
    for (const { metric, matchers } of selectors) {
      expect([...known.keys()]).toContain(metric)
      for (const { label } of matchers)
        expect([...(known.get(metric)?.labels ?? []), ...ofPrometheus]).toContain(label)
    }
    const all = selectors.flatMap(({ metric }) => known.get(metric)?.labels ?? [])
    for (const label of grouping) expect([...all, ...ofPrometheus]).toContain(label)
  })

  test('compares labels with values that they can have', () => {
    for (const { metric, matchers } of selectors)
      for (const { label, operator, value } of matchers.filter(({ label }) => !free.includes(label)))
        for (const each of operator.endsWith('~') ? value.split('|') : [value]) {
          const where = elsewhere[label] ?? known.get(metric)?.values
          expect(where, `${metric}{${label}}`).toContain(`\`${each}\``)
        }
  })
})

test('an expression is read with its metrics, matchers and groups, and not with its functions', () => {
  const names = namesOf(
    'sum by (a, b) (rate(m_total{x=~"y|z",p!="}"}[5m])) / on() n and absent(up{job="q"}) > 1e3',
  )
  expect(names.selectors.map(({ metric }) => metric)).toEqual(['m_total', 'n', 'up'])
  expect(names.selectors[0]?.matchers).toEqual([
    { label: 'x', operator: '=~', value: 'y|z' },
    { label: 'p', operator: '!=', value: '}' },
  ])
  expect(names.grouping).toEqual(['a', 'b'])
})

test('the dashboard shows every metric of docs/metrics.md, from the source of data that is chosen there', () => {
  const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')
  expect(described.length).toBeGreaterThan(20)
  expect(described.filter(name => !new RegExp(`\\b${name}(_bucket|_sum|_count)?\\b`).test(shown))).toEqual([])
  const sources = [...dashboard.annotations.list, ...dashboard.panels].map(
    ({ datasource }) => datasource?.uid,
  )
  for (const uid of sources.filter(uid => uid !== undefined)) expect(uid).toMatch(/^\$\{datasource\}$/)
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39)
})

test('no two panels overlap, and none is wider than the page', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
})

test('Prometheus scrapes each app at the port that docs/metrics.md names, as a job that no other team has', () => {
  const { scrape_configs } = parse(read('docs/operations/prometheus.yml')) as {
    scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[]
  }
  const scraped = scrape_configs.map(({ job_name, dns_sd_configs: [config] }) => [
    job_name,
    config?.names,
    config?.port,
  ])
  const ports = [...page.matchAll(/^\| (\w+) \| (\d+) \|$/gm)].map(([, name, port]) => [
    `passlink-${name}`,
    [name],
    Number(port),
  ])
  expect(scraped).toEqual(ports)
})
