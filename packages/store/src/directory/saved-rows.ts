type Row = { id: string }

/** The result of saving a row. */
export type SavedRow = { outcome: 'added' | 'changed' | 'unchanged' }

/** The outcome for each of these rows, given the rows that were added and those that were changed. */
export function savedRows(rows: readonly Row[], added: readonly Row[], changed: readonly Row[]): SavedRow[] {
  const [addedIds, changedIds] = [added, changed].map(of => new Set(of.map(({ id }) => id)))
  return rows.map(({ id }) => {
    if (addedIds?.has(id)) return { outcome: 'added' }
    return { outcome: changedIds?.has(id) ? 'changed' : 'unchanged' }
  })
}
