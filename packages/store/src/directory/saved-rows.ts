type Row = { id: string }

/** What saving did with a row. */
export type SavedRow = { outcome: 'added' | 'changed' | 'unchanged' }

/** What became of each of these rows, some of which were added and others changed. */
export function savedRows(rows: readonly Row[], added: readonly Row[], changed: readonly Row[]): SavedRow[] {
  const [addedIds, changedIds] = [added, changed].map(of => new Set(of.map(({ id }) => id)))
  return rows.map(({ id }) => {
    if (addedIds?.has(id)) return { outcome: 'added' }
    return { outcome: changedIds?.has(id) ? 'changed' : 'unchanged' }
  })
}
