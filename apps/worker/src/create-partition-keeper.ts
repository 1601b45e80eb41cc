import type { Logger } from '@passlink/runtime'
import { type Db, keepPartitionsAhead } from '@passlink/store'

/** Makes the partitions of the next months, if tables are partitioned. Says once if this role may not. Never rejects. */
export function createPartitionKeeper(db: Db, log: Logger): () => Promise<void> {
  let hasSaid = false
  return async () => {
    try {
      const { made, lacksRights } = await keepPartitionsAhead(db)
      if (made.length > 0) log.info({ partitions: made }, 'partitions made')
      if (lacksRights && !hasSaid)
        log.warn('partitions of the next months are lacking: run npm run migrate as the owner of the tables')
      hasSaid = lacksRights
    } catch (error) {
      log.warn({ err: error }, 'no partitions made')
    }
  }
}
