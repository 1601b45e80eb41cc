/** A node of a plan as `explain (format json)` gives it. */
export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

/** A scan in the plan of a statement, and if it was run, how often, and how many rows it read then. */
export type Scan = { kind: string; table: string; index: string | undefined; rows: number; loops: number }

/** The scans in a plan. */
export function scansIn(node: PlanNode): Scan[] {
  const { Plans = [], 'Relation Name': table, 'Index Name': index, 'Node Type': kind } = node
  const read =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  const loops = node['Actual Loops'] ?? 0
  const scan = table ? [{ kind, table, index, rows: read * loops, loops }] : []
  return [...scan, ...Plans.flatMap(scansIn)]
}
