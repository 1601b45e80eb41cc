import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { blocksOf, read, root } from '../docs/operations.ts'
import { fieldsUnknown } from './fields-unknown.ts'
import { kubectl, ofKind, overlayNames, parseManifests, podsOf, render, selects } from './rendered.ts'

describe.skipIf(kubectl === undefined).each(overlayNames)('the overlay %s', overlay => {
  test('has only fields that the schemas have, with values that they allow', () => {
    const manifests = render(overlay)
    expect(manifests.length).toBeGreaterThan(20)
    for (const manifest of manifests)
      expect(fieldsUnknown(manifest), `${manifest.kind} ${manifest.metadata.name}`).toEqual([])
  })

  test('runs one version of the image, which it names', () => {
    const images = podsOf(overlay).flatMap(([, , { containers }]) => containers.map(({ image }) => image))
    expect(images).toEqual(images.map(() => expect.stringMatching(/^[\w./-]+\/passlink:\d+\.\d+\.\d+$/)))
    expect(new Set(images).size).toBe(1)
  })

  test('has everything in the namespace that it names', () => {
    for (const { kind, metadata } of render(overlay))
      expect(kind === 'Namespace' ? metadata.name : metadata.namespace, `${kind} ${metadata.name}`).toBe(
        'passlink',
      )
  })

  test('refers only to objects that it has', () => {
    const pods = podsOf(overlay)
    const deployments = ofKind(overlay, 'Deployment')
    const settings = ofKind(overlay, 'ConfigMap').map(({ metadata }) => metadata.name)
    for (const [app, , { containers }] of pods)
      for (const { configMapRef } of containers.flatMap(({ envFrom = [] }) => envFrom))
        expect(settings, app).toContain(configMapRef.name)
    for (const { metadata, spec } of ofKind(overlay, 'Service')) {
      const chosen = pods.filter(([, labels]) => selects({ matchLabels: spec.selector as never }, labels))
      const names = chosen.flatMap(([, , pod]) => pod.containers[0]?.ports?.map(({ name }) => name))
      expect(
        chosen.map(([app]) => app),
        metadata.name,
      ).toEqual([metadata.name])
      for (const { targetPort } of spec.ports) expect(names, metadata.name).toContain(targetPort)
    }
    for (const { spec } of ofKind(overlay, 'Ingress'))
      for (const { backend } of spec.rules.flatMap(({ http }) => http.paths)) {
        const service = ofKind(overlay, 'Service').find(
          ({ metadata }) => metadata.name === backend.service.name,
        )
        expect(service?.spec.ports.map(({ name }) => name)).toContain(backend.service.port.name)
      }
    for (const { spec } of ofKind(overlay, 'ScaledObject'))
      expect(deployments.map(({ metadata }) => metadata.name)).toContain(spec.scaleTargetRef.name)
  })

  test('lets nodes be drained one process at a time, whatever runs', () => {
    const budgets = ofKind(overlay, 'PodDisruptionBudget')
    for (const [app, labels] of podsOf(overlay).filter(([app]) => app !== 'migrate')) {
      const own = budgets.filter(({ spec }) => selects(spec.selector, labels))
      expect(own, app).toEqual([
        expect.objectContaining({ spec: expect.objectContaining({ maxUnavailable: 1 }) }),
      ])
    }
  })

  test('selects with each Deployment its own pods and no others', () => {
    for (const { metadata, spec } of ofKind(overlay, 'Deployment'))
      expect(podsOf(overlay).filter(([, labels]) => selects(spec.selector, labels))).toEqual([
        expect.arrayContaining([metadata.name]),
      ])
  })
})

describe.skipIf(kubectl === undefined)('the overlay example', () => {
  test('leaves the number of workers to KEDA', () => {
    const worker = ofKind('example', 'Deployment').find(({ metadata }) => metadata.name === 'worker')
    expect(worker).toBeDefined()
    expect(worker?.spec).not.toHaveProperty('replicas')
  })

  test('has Prometheus call the jobs as docs/operations/prometheus.yml does, by which rules go', () => {
    const [monitor] = ofKind('example', 'PodMonitor')
    const [relabeling] = monitor?.spec.podMetricsEndpoints[0]?.relabelings ?? []
    // Prometheus shows the label `app.kubernetes.io/component` of a pod by this name.
    const source = '__meta_kubernetes_pod_label_app_kubernetes_io_component'
    expect(relabeling).toMatchObject({ sourceLabels: [source], targetLabel: 'job' })
    const jobs = podsOf('example').map(([, labels]) =>
      relabeling?.replacement.replace('$1', labels['app.kubernetes.io/component'] ?? ''),
    )
    const { scrape_configs } = parse(read('docs/operations/prometheus.yml')) as {
      scrape_configs: { job_name: string }[]
    }
    expect(jobs).toEqual(expect.arrayContaining(scrape_configs.map(({ job_name }) => job_name)))
  })

  test('has the dashboard at no Ingress that others are at', () => {
    const services = ofKind('example', 'Ingress').map(({ spec }) =>
      spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend.service.name)),
    )
    expect(services).toContainEqual(['dashboard'])
    expect(services.filter(names => names.includes('dashboard'))).toHaveLength(1)
  })
})

describe.skipIf(kubectl === undefined)('a database that was restored', () => {
  test('is migrated by what docs/kubernetes.md selects, and nothing else starts with it', () => {
    const [, selected] =
      /apply .* -l app\.kubernetes\.io\/component=(\w+)$/m.exec(read('docs/kubernetes.md')) ?? []
    const applied = render('example').filter(
      ({ metadata: { labels = {} } }) => labels['app.kubernetes.io/component'] === selected,
    )
    expect(applied.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Job migrate'])
  })

  test('is held back by a Job that is as the migration is, but for its command, and is told where the queue is', () => {
    const [hold] = parseManifests(read('docs/operations/kubernetes/hold.yaml'))
    expect(fieldsUnknown(hold as never)).toEqual([])
    const [, , migration] = podsOf('example').find(([app]) => app === 'migrate') ?? []
    const { containers: [container] = [], ...pod } = hold?.spec.template.spec ?? {}
    const { containers: [other] = [], ...otherPod } = migration ?? {}
    const queue = {
      name: 'REDIS_URL',
      valueFrom: { secretKeyRef: { name: 'redis', key: 'REDIS_URL', optional: true } },
    }
    expect(pod).toEqual(otherPod)
    expect(container).toEqual({
      ...other,
      name: 'hold',
      command: ['node', 'apps/cli/dist/dead-letters.mjs', 'hold', '--yes'],
      env: [...(other?.env ?? []), queue],
    })
    // Policies let it reach Postgres, and no Service leads to it.
    const labels = hold?.spec.template.metadata.labels ?? {}
    const selecting = (kind: string) =>
      ofKind('example', kind).filter(({ spec: { podSelector, selector } }) =>
        selects(kind === 'Service' ? { matchLabels: selector as never } : podSelector, labels),
      )
    expect(selecting('NetworkPolicy').map(({ metadata }) => metadata.name)).toContain('to-postgres')
    expect(selecting('Service')).toEqual([])
  })
})

test('what docs/kubernetes.md makes of the alerts is a PrometheusRule with all of them', () => {
  const command = blocksOf('docs/kubernetes.md', 'sh').find(block => block.includes('alerts.yml')) ?? ''
  const [making = ''] = command.split(' | kubectl')
  const made = execFileSync('sh', ['-c', making], { cwd: root, encoding: 'utf8' })
  const [rule] = parseManifests(made)
  expect(fieldsUnknown(rule as never)).toEqual([])
  expect(rule?.spec).toEqual(parse(read('docs/operations/alerts.yml')))
})

describe('a manifest', () => {
  const policy = (port: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'some', labels: { any: 'label' } },
    spec: { podSelector: { matchLabels: { any: 'label' } }, egress: [{ ports: [port] }] },
  })

  test('with a field that its schema does not have is refused by its path', () => {
    expect(fieldsUnknown(policy({ port: 53, protocol: 'UDP' }))).toEqual([])
    expect(fieldsUnknown(policy({ port: 53, portocol: 'UDP' }))).toEqual(['/spec/egress/0/ports/0/portocol'])
  })

  test('with a value that its schema does not allow is refused', () => {
    expect(() => fieldsUnknown(policy({ port: true }))).toThrow('/spec/egress/0/ports/0/port')
  })
})
