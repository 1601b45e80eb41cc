import type { Row } from './row.ts'
import type { SaveBatch } from './save-batch.ts'
import { type ImportedUser, type Refusal, toUser } from './to-user.ts'

/** The progress of an import, in rows. A row that was read is saved, refused, or still in a batch. */
export type Tally = { read: number; saved: number; refused: number }

type Options = {
  saveBatch: SaveBatch
  onRefusal: (refusal: Refusal) => void
  onRead: () => void
}

const batchMax = 1_000

/**
 * Saves the users in `rows` in batches of a thousand, and reads the next batch while one is saved. A refused row does
 * not stop the import. If rows in one batch have the same id, the last one is saved. Updates `tally` as it proceeds.
 */
export async function importUsers(
  rows: AsyncIterable<Row[]>,
  tally: Tally,
  { saveBatch, onRefusal, onRead }: Options,
): Promise<void> {
  let batch = new Map<string, ImportedUser>()
  let saving = Promise.resolve()

  function refuse(refusal: Refusal) {
    tally.refused += 1
    onRefusal(refusal)
  }

  async function save(users: ImportedUser[]) {
    const refusals = await saveBatch(users)
    tally.saved += users.length - refusals.length
    for (const refusal of refusals) refuse(refusal)
  }

  // One batch at a time: if two contain the same user, the later one must win.
  async function flush() {
    await saving
    saving = save([...batch.values()])
    saving.catch(() => {})
    batch = new Map()
  }

  for await (const chunk of rows) {
    for (const row of chunk) {
      tally.read += 1
      onRead()
      const user = toUser(row)
      if ('problem' in user) refuse(user)
      else {
        const earlier = batch.get(user.id)
        if (earlier)
          refuse({ line: earlier.line, problem: `id: given again on line ${user.line}, which counts` })
        batch.set(user.id, user)
        if (batch.size === batchMax) await flush()
      }
    }
  }
  if (batch.size > 0) await flush()
  await saving
}
