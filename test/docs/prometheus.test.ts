import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'
import { startPrometheus } from '../servers/prometheus.ts'
import { findPromtool } from '../servers/promtool.ts'
import { dashboard, expressions, root } from './operations.ts'

const binary = findPromtool()

describe.skipIf(binary === undefined)('Prometheus, which scrapes the apps', () => {
  let passlink: Passlink
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>
  beforeAll(async () => {
    passlink = await createPasslink('postgres')
    const running = {
      api: await passlink.startApi(),
      worker: await passlink.startWorker(),
      redeem: await passlink.startRedeem(),
      dashboard: await passlink.startDashboard(),
      bounces: await passlink.startBounces(),
    }
    const ports = Object.entries(running).map(([name, { metricsPort }]) => [`passlink-${name}`, metricsPort])
    await askForLink(running.api, await passlink.issuer.token('alice'))
    await deliveryThatIs('sent', passlink.database)
    const rules = join(root, 'docs/operations/alerts.yml')
    prometheus = await startPrometheus(binary as string, Object.fromEntries(ports), rules)
    await eventually(async () => expect(await prometheus.query('sum(up) == 5')).toHaveLength(1))
    await eventually(async () =>
      expect(await prometheus.query('rate(passlink_delivery_seconds_count[5m])')).toHaveLength(3),
    )
  })
  afterAll(async () => {
    await prometheus?.stop()
    await passlink?.stop()
  })

  test.each(expressions)('can evaluate %s: %s', async (_where, expr) => {
    await expect(prometheus.query(expr)).resolves.toBeDefined()
  })

  const stats = dashboard.panels.filter(({ type }) => type === 'stat')
  test.each(stats.map(({ title, targets = [] }) => [title, targets[0]?.expr ?? '']))(
    'has one figure for the panel %s, and it says that all is well',
    async (_title, expr) => {
      const figures = await prometheus.query(expr)
      expect(figures.map(({ value }) => Number(value[1]))).toEqual([0])
    },
  )

  test('has no alert that is about to fire', async () => {
    expect(await prometheus.query('ALERTS')).toEqual([])
  })
})
