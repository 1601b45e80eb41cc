import type { Logger } from '@passlink/runtime'
import { type BacklogRow, backlogMax } from '@passlink/store'
import { Gauge, type Registry } from 'prom-client'
import { shareReads } from './share-reads.ts'

const kinds = ['link', 'notice', 'webhook'] as const
const openStatuses = ['queued', 'sending', 'waiting'] as const

// A scrape of Prometheus waits for 10 seconds, unless told otherwise.
const limitMs = 5_000
const ageMaxMs = 1_000

/**
 * Shows at each scrape what is not sent, as the database says. All gauges share one statement, and so do scrapes in the
 * same second. While the database does not answer, the gauges are absent, and `passlink_scrape_failed` is 1.
 */
export function showBacklog(registry: Registry, read: () => Promise<BacklogRow[]>, log: Logger): void {
  const readShared = shareReads(read, {
    ageMaxMs,
    limitMs,
    onFailure: error => log.warn({ err: error }, 'the backlog could not be read for the metrics'),
  })
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    set: (gauge: Gauge<Label>, rows: BacklogRow[]) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const rows = await readShared()
        this.reset()
        if (rows) set(this, rows)
      },
    })
  const of = (rows: BacklogRow[], kind: string) => rows.filter(row => row.kind === kind)

  gauge(
    'passlink_open_deliveries',
    `Deliveries that are neither sent nor dead, by kind and status; of more than ${backlogMax} the ones with the first deadlines`,
    ['kind', 'status'],
    (open, rows) => {
      for (const kind of kinds)
        for (const status of openStatuses)
          open.set({ kind, status }, of(rows, kind).find(row => row.status === status)?.count ?? 0)
    },
  )
  gauge(
    'passlink_oldest_due_seconds',
    'For how long the first of the open deliveries has been due; 0 if none is',
    ['kind'],
    (oldest, rows) => {
      for (const kind of kinds)
        oldest.set({ kind }, Math.max(0, ...of(rows, kind).map(({ overdueMs }) => overdueMs)) / 1_000)
    },
  )
  gauge(
    'passlink_dead_letters',
    `Dead deliveries that were neither redriven nor discarded, ${backlogMax} at most`,
    ['kind'],
    (dead, rows) => {
      for (const kind of kinds)
        dead.set({ kind }, of(rows, kind).find(({ status }) => status === 'dead')?.count ?? 0)
    },
  )
  new Gauge({
    name: 'passlink_scrape_failed',
    help: '1 if the database did not answer this scrape, so that the gauges of deliveries are absent',
    registers: [registry],
    async collect() {
      this.set((await readShared()) ? 0 : 1)
    },
  })
}
