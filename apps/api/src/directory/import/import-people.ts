import type { Row } from './row.ts'
import type { SavePeople } from './save-people.ts'
import { type Person, type Refusal, toPerson } from './to-person.ts'

/** How far an import is. Whatever was read is saved, refused, or about to be either. */
export type Tally = { read: number; saved: number; refused: number }

type Parts = {
  save: SavePeople
  onRefusal: (refusal: Refusal) => void
  onRead: () => void
}

const batchMax = 1_000

/**
 * Saves the people in `rows`, a thousand at a time, reading the next while one batch is being saved. A row that is
 * refused stops nothing. Of rows with the same id in one batch the last one counts. Keeps `tally` up to date.
 */
export async function importPeople(
  rows: AsyncIterable<Row[]>,
  tally: Tally,
  { save, onRefusal, onRead }: Parts,
): Promise<void> {
  let batch = new Map<string, Person>()
  let saving = Promise.resolve()

  function refuse(refusal: Refusal) {
    tally.refused += 1
    onRefusal(refusal)
  }

  async function saveBatch(people: Person[]) {
    const refusals = await save(people)
    tally.saved += people.length - refusals.length
    for (const refusal of refusals) refuse(refusal)
  }

  // One after the other: of the same person in two batches the later must win.
  async function flush() {
    await saving
    saving = saveBatch([...batch.values()])
    saving.catch(() => {})
    batch = new Map()
  }

  for await (const read of rows) {
    for (const row of read) {
      tally.read += 1
      onRead()
      const person = toPerson(row)
      if ('problem' in person) refuse(person)
      else {
        const earlier = batch.get(person.id)
        if (earlier)
          refuse({ line: earlier.line, problem: `id: given again on line ${person.line}, which counts` })
        batch.set(person.id, person)
        if (batch.size === batchMax) await flush()
      }
    }
  }
  if (batch.size > 0) await flush()
  await saving
}
