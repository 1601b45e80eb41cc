import { allowed } from './allowed.ts'
import type { Explained } from './explaining-pool.ts'
import { type Scan, scansIn } from './plan.ts'
import type { SqlText } from './sql-texts.ts'

/** What a run found out. `big` are the tables that must not be read from end to end. */
export type Found = {
  explained: Explained[]
  failed: { call: string; error: unknown }[]
  unseen: SqlText[]
  big: { name: string; rows: number }[]
}

/**
 * Why a run fails: a statement with a plan that reads a big table from end to end, for its values or for any; a call that
 * failed, perhaps because it took too long; or SQL of ours that no call sent.
 */
export type Problem =
  | { problem: 'sequential'; statement: Explained; which: 'ran' | 'generic'; scan: Scan }
  | { problem: 'failed'; call: string; error: unknown }
  | { problem: 'unseen'; text: SqlText }

/** Everything that is wrong, but for what is allowed; each text and plan once. */
export function problemsOf({ explained, failed, unseen, big }: Found): Problem[] {
  const isBig = new Set(big.map(({ name }) => name))
  const sequential = explained.flatMap(statement =>
    (['ran', 'generic'] as const).flatMap(which =>
      scansIn(statement[which])
        .filter(({ kind, table }) => kind === 'Seq Scan' && isBig.has(table))
        .filter(
          ({ table }) => !allowed.scans.some(scan => scan.table === table && scan.call.test(statement.call)),
        )
        .map(scan => ({ problem: 'sequential' as const, statement, which, scan })),
    ),
  )
  const once = new Map(sequential.map(one => [`${one.statement.text} ${one.which} ${one.scan.table}`, one]))
  return [
    ...once.values(),
    ...failed.map(one => ({ problem: 'failed' as const, ...one })),
    ...unseen
      .filter(({ file }) => !allowed.unsent.some(({ files }) => files.test(file)))
      .map(text => ({ problem: 'unseen' as const, text })),
  ]
}

/** The statements that took longest, each text once. */
export function slowestIn(explained: readonly Explained[], count: number): Explained[] {
  const slowest = [...explained].sort((one, other) => other.ms - one.ms)
  const once = new Map(slowest.toReversed().map(one => [one.text, one]))
  return [...once.values()].sort((one, other) => other.ms - one.ms).slice(0, count)
}
