import { format } from '../results/numbers.ts'
import { renderTable } from '../results/table.ts'
import type { Capacity } from './capacity.ts'

/** What is enough for each size, as a table in Markdown. */
export function renderCapacities(capacities: Capacity[]): string {
  const rows = capacities.map(({ linksPerDay, peakPerSecond, site, outcome: { busy, p50, p99 } }) => [
    format(linksPerDay),
    format(peakPerSecond),
    `${site.apis}`,
    `${site.workers} × ${site.relay.connections}`,
    `${site.redis}`,
    `${site.cores.cores}`,
    [busy.api, busy.worker, busy.redis, busy.postgres]
      .map(share => `${Math.round(share * 100)} %`)
      .join(' · '),
    `${format(p50)}, ${format(p99)}`,
  ])
  const head = [
    'links a day',
    'a second at the peak',
    'api',
    'worker × connections',
    'Redis',
    'cores of Postgres',
    'busy: api · worker · Redis · Postgres',
    'call to accepted, p50, p99 (ms)',
  ]
  return renderTable(head, rows)
}
