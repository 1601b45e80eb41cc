import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, root } from '../docs/operations.ts'
import {
  kubectl,
  type Labels,
  type Overlay,
  ofKind,
  overlayNames,
  overlays,
  podsOf,
  selects,
} from './rendered.ts'

const apps = ['api', 'bounces', 'dashboard', 'redeem', 'worker']

/** The apps that depend on a package. */
const dependingOn = (name: string) =>
  apps.filter(app => name in (JSON.parse(read(`apps/${app}/package.json`)).dependencies ?? {}))

/** The apps that ask somebody else over HTTP. */
const fetching = apps.filter(app =>
  readdirSync(join(root, `apps/${app}/src`), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .some(name => /(?<!\.)\bfetch\(url\b/.test(read(`apps/${app}/src/${name}`))),
)

const policiesFor = (overlay: Overlay, labels: Labels, type: string) =>
  ofKind(overlay, 'NetworkPolicy').filter(
    ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, labels),
  )

/** What may leave a pod: its ports, each with where to. */
const egressOf = (overlay: Overlay, labels: Labels) =>
  policiesFor(overlay, labels, 'Egress').flatMap(({ spec }) =>
    (spec.egress ?? []).flatMap(({ ports, to }) => ports.map(({ port }) => ({ port, to }))),
  )

/** What may reach a pod: `<namespace> <port>`; from anywhere, it is `undefined <port>`. */
const ingressOf = (overlay: Overlay, labels: Labels) =>
  policiesFor(overlay, labels, 'Ingress').flatMap(({ spec }) =>
    (spec.ingress ?? []).flatMap(({ ports, from = [undefined] }) =>
      from.flatMap(peer =>
        ports.map(
          ({ port }) => `${peer?.namespaceSelector.matchLabels?.['kubernetes.io/metadata.name']} ${port}`,
        ),
      ),
    ),
  )

describe.skipIf(kubectl === undefined).each(overlayNames)('in the overlay %s', overlay => {
  const reaching = (port: number) =>
    podsOf(overlay)
      .filter(([, labels]) => egressOf(overlay, labels).some(rule => rule.port === port))
      .map(([app]) => app)
      .sort()
  const present = (names: string[]) => names.filter(name => name !== 'bounces' || overlays[overlay].bounces)

  test('all traffic of every pod is denied, but for what a policy allows', () => {
    for (const [app, labels] of podsOf(overlay))
      for (const type of ['Ingress', 'Egress'])
        expect(
          policiesFor(overlay, labels, type).some(({ spec }) => !spec.egress && !spec.ingress),
          app,
        ).toBe(true)
  })

  test('Postgres is reached by the apps that import the store, and by the migration', () => {
    expect(reaching(5432)).toEqual(present([...dependingOn('@passlink/store'), 'migrate']).sort())
  })

  test('Redis is reached by the apps that import the queue, if it is there: never by redeem or bounces', () => {
    const expected = overlays[overlay].redis ? dependingOn('@passlink/queue') : []
    expect(expected).not.toContain('redeem')
    expect(expected).not.toContain('bounces')
    expect(reaching(6379)).toEqual(expected)
  })

  test('relays are reached by the worker alone, as it alone imports nodemailer', () => {
    expect(dependingOn('nodemailer')).toEqual(['worker'])
    for (const port of [25, 465, 587]) expect(reaching(port)).toEqual(['worker'])
  })

  test('others are asked over https by the apps that fetch something', () => {
    expect(fetching).not.toContain('redeem')
    expect(reaching(443)).toEqual(present(fetching))
  })

  test('the collector of traces is reached by every app, if there is one', () => {
    expect(reaching(4318)).toEqual(overlays[overlay].tracing ? apps : [])
  })

  test('nothing else is reached but names', () => {
    const known = [25, 465, 587, 443, 4318, 5432, 6379]
    for (const [app, labels] of podsOf(overlay)) {
      const others = egressOf(overlay, labels).filter(({ port }) => !known.includes(Number(port)))
      expect(
        others.map(({ port, to }) => [port, to?.[0]?.podSelector?.matchLabels]),
        app,
      ).toEqual([53, 53].map(port => [port, { 'k8s-app': 'kube-dns' }]))
    }
  })

  test('an app is reached by the Ingress, bounces by the mail server too, the figures by Prometheus', () => {
    const expected: Record<string, string[]> = {
      api: ['ingress http', 'monitoring metrics'],
      redeem: ['ingress http', 'monitoring metrics'],
      dashboard: ['ingress http', 'monitoring metrics'],
      bounces: ['ingress http', 'mail lmtp', 'monitoring metrics'],
      worker: ['monitoring metrics'],
      migrate: ['monitoring metrics'],
    }
    for (const [app, labels] of podsOf(overlay))
      expect(ingressOf(overlay, labels).sort(), app).toEqual(expected[app])
  })
})
