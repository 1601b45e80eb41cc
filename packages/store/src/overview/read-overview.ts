import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { readInTime } from '../database/read-in-time.ts'
import { rfc3339 } from '../database/rfc3339.ts'
import { statement } from '../database/statement.ts'
import { together } from '../database/together.ts'
import { type DeadLetterGroup, selectGroups } from '../dead-letters/group-dead-letters.ts'
import { listPauses } from '../pauses/list.ts'
import type { Pause } from '../pauses/pause.ts'
import { type ListedRelays, selectRelays } from '../relays/list-relays.ts'
import { type Deaths, selectDeaths } from './select-deaths.ts'
import { type Flows, selectFlows } from './select-flow.ts'
import { type OpenCounts, selectOpen } from './select-open.ts'

/**
 * How everything is going. `at` is when (RFC 3339). `dead` are the dead letters of the last 24 hours, with the groups of
 * their reasons: all of them if `groupedSince` is null, otherwise those that died since then (RFC 3339).
 */
export type Overview = Flows &
  ListedRelays & {
    at: string
    open: OpenCounts
    dead: Deaths & { groups: DeadLetterGroup[]; groupedSince: string | null }
    pauses: Pause[]
  }

const readTimes = statement<{ now: string; dayAgo: string }>(sql`
  select ${rfc3339(sql`now()`)} as now, ${rfc3339(sql`(now() - interval '1 day')`)} as "dayAgo"`)

type Bounds = { openMax?: number; recentMax?: number; deadMax?: number; groupedMax?: number }

/**
 * Reads how everything is going, in one transaction. However many deliveries there are, it counts at most so many that
 * are open, were recorded lately, or died lately, and groups at most so many of the dead. Rejects with QueryTooSlow
 * after five seconds.
 */
export function readOverview(
  db: Db,
  { openMax = 10_000, recentMax = 50_000, deadMax = 10_000, groupedMax = 2_000 }: Bounds = {},
): Promise<Overview> {
  return readInTime(db, async tx => {
    const [times] = await readTimes(tx)
    const [open, flows, deaths, { groups, countedSince: groupedSince }, relays, pauses] = await together([
      selectOpen(tx, openMax),
      selectFlows(tx, recentMax),
      selectDeaths(tx, deadMax),
      selectGroups(tx, { since: times?.dayAgo }, groupedMax),
      selectRelays(tx),
      listPauses(tx),
    ])
    return {
      at: times?.now ?? '',
      open,
      ...flows,
      dead: { ...deaths, groups, groupedSince },
      ...relays,
      pauses,
    }
  })
}
