import { sql } from 'drizzle-orm'
import type { Db } from '../database/open-database.ts'
import { rows } from '../database/rows.ts'
import { run } from '../database/statement.ts'
import { type RelayRow, type RelayState, relayColumns, toRelayState } from './relay-state.ts'

/** How one try of a relay went, whether it was the probe of one that is away, and for how long the relay asked to be left alone. */
export type RelayReport = { relay: string; well: boolean; probe: boolean; pauseMs: number | null }

const failuresMax = 3
const pauseMsMin = 1_000
const pauseMsMax = 5_000
const namedPauseMsMax = 15 * 60_000

/**
 * Adds to what all workers know of relays. One that fails three times in a row is away; a probe that goes well ends that,
 * one that fails makes the pause before the next twice as long, up to 5 seconds (±20 %) or, where the relay names a delay, that
 * long (15 minutes at most). While a relay is away nothing but a probe counts. Answers what is known then, in the order of the reports.
 */
export async function reportRelays(db: Db, reports: RelayReport[]): Promise<RelayState[]> {
  const given = rows(
    reports.map(({ relay, well, probe, pauseMs }) => ({ name: relay, well, probe, pause_ms: pauseMs })),
    { name: 'text', well: 'boolean', probe: 'boolean', pause_ms: 'float8' },
  )
  const known = await run<RelayRow>(
    db,
    sql`
      with given as (select * from ${given}),
      summed as (
        -- What failed after the last success; of several probes, one that went well decides.
        select name, bool_or(well) as well, bool_or(probe) as probed, bool_or(probe and well) as probed_well,
          max(least(pause_ms, ${namedPauseMsMax}::float)) filter (where pause_ms is not null) as named_pause_ms,
          count(*) filter (where not well and n > coalesce(last_well, 0)) as failed
        from (select *, max(n) filter (where well) over (partition by name) as last_well from given) as placed
        group by name
      ),
      before as (
        select summed.*, coalesce(pauses, 0) as pauses, away_until is not null as away,
          case when well then failed else coalesce(failures, 0) + failed end as failures
        from summed left join (select * from relays where name in (select name from given) order by name for update) as relays using (name)
      ),
      judged as (
        select before.*, case
          when probed_well then 'well'
          when away and probed then 'pausing'
          when away then 'away'
          when failures >= ${failuresMax} then 'pausing'
          else 'well'
        end as verdict,
          greatest(
            least(${pauseMsMax}::float, ${pauseMsMin} * 2 ^ least(pauses, 30)) * (0.8 + 0.4 * random()), named_pause_ms
          ) * interval '1 millisecond' as pause
        from before
      ),
      saved as (
        insert into relays as known (name, failures, pauses, away_until)
        select name, case when verdict = 'well' then failures else 0 end, case when verdict = 'pausing' then 1 else 0 end,
          case when verdict = 'pausing' then now() + pause end
        from judged order by name
        on conflict (name) do update set (failures, pauses, away_until, probe_until) = (
          select
            case when verdict = 'well' then judged.failures else 0 end,
            case verdict when 'well' then 0 when 'pausing' then known.pauses + 1 else known.pauses end,
            case verdict when 'pausing' then now() + pause when 'away' then known.away_until end,
            case when verdict = 'away' then known.probe_until end
          from judged where judged.name = excluded.name
        )
        returning *
      )
      select ${relayColumns} from given join saved using (name) order by n`,
  )
  return known.map(toRelayState)
}
