import { readFileSync } from 'node:fs'
import { settings as api } from '@passlink/api'
import { settings as bounces } from '@passlink/bounces'
import { settings as dashboard } from '@passlink/dashboard'
import { settings as redeem } from '@passlink/redeem'
import { settings as worker } from '@passlink/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { metricsOf } from '../metrics-of.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
const apps = { api, worker, redeem, dashboard, bounces }
type AppName = keyof typeof apps

/** The cells of each row of a table in the page that begins with something in backticks. */
const rows = [...page.matchAll(/^\| `(passlink_\w+)` \| (\w+) \| ([^|]+) \| ([^|]+) \| .+ \|$/gm)].map(
  ([, name = '', type, labels = '', app = '']) => ({
    name,
    type,
    labels: labels.trim() === '–' ? [] : labels.trim().split(', '),
    apps: (app.trim() === 'every app' ? Object.keys(apps) : app.trim().split(', ')) as AppName[],
  }),
)

let passlink: Passlink
let exported: Record<AppName, string>
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  const running = {
    api: await passlink.startApi(),
    worker: await passlink.startWorker(),
    redeem: await passlink.startRedeem(),
    dashboard: await passlink.startDashboard(),
    bounces: await passlink.startBounces(),
  }
  await askForLink(running.api, await passlink.issuer.token('alice'))
  await deliveryThatIs('sent', passlink.database)
  await eventually(async () => expect(await metricsOf(running.worker)).toContain('outcome="accepted"'))
  const texts = Object.entries(running).map(async ([name, app]) => [name, await metricsOf(app)] as const)
  exported = Object.fromEntries(await Promise.all(texts)) as Record<AppName, string>
})
afterAll(() => passlink?.stop())

/** The metrics that an app exports, each with its type. */
const metricsIn = (text: string) =>
  [...text.matchAll(/^# TYPE (passlink_\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`)

test.each(Object.keys(apps) as AppName[])(
  'docs/metrics.md has every metric of %s with its type, and no other',
  name => {
    const described = rows.filter(row => row.apps.includes(name)).map(row => `${row.name} ${row.type}`)
    expect(described.length).toBeGreaterThan(5)
    expect(described.sort()).toEqual(metricsIn(exported[name]).sort())
  },
)

test('docs/metrics.md has the labels of every metric, and no label has a value that is an id or an address', () => {
  const labelsOf = new Map(rows.map(({ name, labels }) => [name, [...labels].sort()]))
  const series = Object.values(exported).flatMap(text => [...text.matchAll(/^(passlink_\w+)\{(.*)\} \S+$/gm)])
  expect(series.length).toBeGreaterThan(100)
  for (const [, sample = '', labels = ''] of series) {
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].filter(([, label]) => label !== 'le')
    const name = labelsOf.has(sample) ? sample : sample.replace(/_(bucket|sum|count)$/, '')
    expect(pairs.map(([, label]) => label).sort(), sample).toEqual(labelsOf.get(name))
    for (const [, , value = ''] of pairs) expect(value).not.toMatch(/@|[0-9a-f]{8}-[0-9a-f]{4}/)
  }
})

test('every metric says what it is, in other words than its name', () => {
  for (const text of Object.values(exported))
    for (const [, name, help = ''] of text.matchAll(/^# HELP (passlink_\w+) (.*)$/gm))
      expect(help.split(' ').length, name).toBeGreaterThan(4)
})

test('docs/metrics.md has the port of each app, each a different one', () => {
  const ports = [...page.matchAll(/^\| (\w+) \| (\d+) \|$/gm)].map(([, name, port]) => [name, Number(port)])
  expect(Object.fromEntries(ports)).toEqual(
    Object.fromEntries(
      Object.entries(apps).map(([name, { shape }]) => [name, shape.METRICS_PORT.parse(undefined)]),
    ),
  )
  expect(new Set(ports.map(([, port]) => port)).size).toBe(5)
})
