import type { Logger } from '@passlink/runtime'
import { readOverview } from '@passlink/store'
import { shareReads } from '../metrics/share-reads.ts'
import type { Reading } from '../reading/choose-reading.ts'
import { Figures } from './figures.tsx'

/** How often the figures are new. */
export const everyMs = 5_000

// A statement of the overview ends after five seconds; a database that is silent never does.
const limitMs = 6_000

/** The HTML of the figures; undefined if the database does not answer in time. */
export type ReadFigures = () => Promise<string | undefined>

/**
 * Reads the figures when they are asked for, and not more often than about every {@link everyMs}: whoever asks in between,
 * however many, gets the same. Does not reject.
 */
export function createReadFigures({ db, asOf }: Reading, log: Logger): ReadFigures {
  // Less than the time between two events, so that each has new ones.
  const ageMaxMs = everyMs * 0.9
  return shareReads(
    async () => {
      const overview = await readOverview(db)
      const figures = <Figures overview={{ ...overview, at: asOf() ?? overview.at }} />
      return figures.toString()
    },
    { ageMaxMs, limitMs, onFailure: error => log.warn({ err: error }, 'the overview could not be read') },
  )
}
