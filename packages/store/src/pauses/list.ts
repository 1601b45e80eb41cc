import { sql } from 'drizzle-orm'
import { type Connection, statement } from '../database/statement.ts'
import { inForce, type Pause, pauseColumns } from './pause.ts'

const list = statement<Pause>(
  sql`select ${pauseColumns} from pauses where ${inForce} order by pauses.since, scope`,
)

/** Lists the pauses in force by the database's clock, the oldest first. */
export const listPauses = (db: Connection): Promise<Pause[]> => list(db)
