import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const read = (path: string) => readFileSync(join(root, path), 'utf8')

export type Rule = {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
  annotations: { summary: string; runbook_url: string }
}

type Grid = { x: number; y: number; w: number; h: number }

type Panel = {
  title: string
  type: string
  targets?: { expr: string }[]
  datasource?: { uid: string }
  gridPos: Grid
}

export type Dashboard = {
  schemaVersion: number
  annotations: { list: { expr: string; datasource: { uid: string } }[] }
  panels: Panel[]
}

const { groups } = parse(read('docs/operations/alerts.yml')) as { groups: { rules: Rule[] }[] }
export const rules = groups.flatMap(group => group.rules)

export const dashboard = JSON.parse(read('docs/operations/grafana/passlink.json')) as Dashboard

export const runbooks = readdirSync(join(root, 'docs/runbooks')).map(name => `docs/runbooks/${name}`)

type Trigger = { metadata: { query: string } }
const scaledObject = parse(read('docs/operations/kubernetes/components/keda/scaled-object.yaml')) as {
  spec: { triggers: Trigger[] }
}

/** The questions to Prometheus by whose answers KEDA chooses the number of workers. */
export const scalingQueries = scaledObject.spec.triggers.map(({ metadata }) => metadata.query)

/** The blocks of a page in a language, such as `promql`. */
export const blocksOf = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  )

/** Every expression of PromQL, each with where it stands. Grafana's interval is written as five minutes. */
export const expressions: [where: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`panel ${title}`, expr]),
  ),
  ...dashboard.annotations.list.map(({ expr }): [string, string] => ['annotation', expr]),
  ...scalingQueries.map((query): [string, string] => ['KEDA', query]),
  ...runbooks.flatMap(page => blocksOf(page, 'promql').map((expr): [string, string] => [page, expr])),
].map(([where, expr]) => [where, expr.replaceAll('$__rate_interval', '5m')])
