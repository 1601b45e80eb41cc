import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { findKubectl, kustomize } from '../servers/kubectl.ts'

export type Container = {
  name: string
  image: string
  command: string[]
  envFrom?: { configMapRef: { name: string } }[]
  env?: { name: string; valueFrom: { secretKeyRef: { name: string; key: string; optional?: boolean } } }[]
  ports?: { name: string; containerPort: number }[]
  startupProbe?: Probe
  livenessProbe?: Probe
  readinessProbe?: Probe
  resources: { requests: object; limits: object }
  securityContext: object
  volumeMounts?: { name: string; readOnly?: boolean }[]
}

type Probe = { httpGet: { path: string; port: string } }

export type Pod = {
  automountServiceAccountToken: boolean
  enableServiceLinks: boolean
  terminationGracePeriodSeconds?: number
  securityContext: object
  containers: Container[]
  volumes?: object[]
}

export type Labels = Record<string, string>

export type Selector = {
  matchLabels?: Labels
  matchExpressions?: { key: string; operator: string; values: string[] }[]
}

type Peer = { namespaceSelector: Selector; podSelector?: Selector }
type Rule = { ports: { port: number | string }[]; to?: Peer[]; from?: Peer[] }

export type Manifest = {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Labels }
  data?: Record<string, string>
  spec: {
    replicas?: number
    selector: Selector
    template: { metadata: { labels: Labels }; spec: Pod }
    ports: { name: string; port: number; targetPort: string }[]
    podSelector: Selector
    policyTypes: string[]
    ingress?: Rule[]
    egress?: Rule[]
    rules: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[]
    scaleTargetRef: { name: string }
    podMetricsEndpoints: {
      relabelings: { sourceLabels: string[]; targetLabel: string; replacement: string }[]
    }[]
  }
}

const folder = fileURLToPath(new URL('../../docs/operations/kubernetes', import.meta.url))

export const kubectl = findKubectl()

/** The overlays, each with whether its queue is in Redis, whether it has bounces, and whether it traces. */
export const overlays = {
  minimal: { redis: false, bounces: false, tracing: false },
  example: { redis: true, bounces: true, tracing: true },
}
export type Overlay = keyof typeof overlays
export const overlayNames = Object.keys(overlays) as Overlay[]

export const parseManifests = (text: string): Manifest[] =>
  parseAllDocuments(text).map(document => document.toJS() as Manifest)

const rendered = new Map<Overlay, Manifest[]>()

/** What kubectl would apply for an overlay. */
export function render(overlay: Overlay): Manifest[] {
  const known = rendered.get(overlay)
  if (known) return known
  const manifests = parseManifests(kustomize(kubectl as string, join(folder, 'overlays', overlay)))
  rendered.set(overlay, manifests)
  return manifests
}

export const ofKind = (overlay: Overlay, ...kinds: string[]) =>
  render(overlay).filter(({ kind }) => kinds.includes(kind))

/** The pods that the overlay runs, by the app that is in them; the migration's is called `migrate`. */
export const podsOf = (overlay: Overlay): [app: string, labels: Labels, pod: Pod][] =>
  ofKind(overlay, 'Deployment', 'Job').map(({ metadata, spec: { template } }) => [
    metadata.name,
    template.metadata.labels,
    template.spec,
  ])

/** The settings that a container has from ConfigMaps. */
export const settingsOf = (overlay: Overlay, { envFrom = [] }: Container) =>
  Object.assign(
    {},
    ...envFrom.map(
      ({ configMapRef }) =>
        ofKind(overlay, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef.name)?.data,
    ),
  ) as Record<string, string>

/** Whether a selector of Kubernetes, whose parts must all agree, selects these labels. Knows no operator but `In`. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(
      ({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''),
    )
  )
}
