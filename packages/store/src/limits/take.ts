import { sql } from 'drizzle-orm'
import { LostRace } from '../database/lost-race.ts'
import type { Db } from '../database/open-database.ts'
import { readClock } from '../database/read-clock.ts'
import { together } from '../database/together.ts'
import { transact } from '../database/transaction.ts'
import { given } from '../database/values.ts'
import { type Limit, takeOneOf } from './gcra.ts'
import { lockSpent, saveSpent } from './spent.ts'

const lockOne = lockSpent(sql`select ${given('subject')}::text`)

const triesMax = 10

/** Takes one from the limit of `subject`. Resolves with 0, or with the milliseconds until the next if none is left. */
export async function takeOne(db: Db, subject: string, limit: Limit): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await takeOnce(db, subject, limit)
    } catch (error) {
      if (!(error instanceof LostRace) || tries === triesMax) throw error
    }
  }
}

function takeOnce(db: Db, subject: string, limit: Limit): Promise<number> {
  return transact(db, async tx => {
    const [spent, { now }] = await together([lockOne(tx, { subject }), readClock(tx)])
    const taken = takeOneOf(limit, spent.get(subject), now)
    if (!taken.isGranted) return taken.retryAfterMs
    await saveSpent(tx, new Map([[subject, taken.spentUntil]]), spent)
    return 0
  })
}
