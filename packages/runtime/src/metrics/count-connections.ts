import { Gauge, type Registry } from 'prom-client'

/** The connections of a pool now, how many there may be, and how many transactions wait for one. */
export type PoolState = { busy: number; idle: number; max: number; waiting: number }

/** Shows the state of the database's pool, read at each scrape. */
export function countConnections(registry: Registry, read: () => PoolState): void {
  new Gauge({
    name: 'passlink_database_connections',
    help: 'Open connections to the database, without those for health and the queue, by whether they are in use',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { busy, idle } = read()
      this.set({ state: 'busy' }, busy)
      this.set({ state: 'idle' }, idle)
    },
  })
  new Gauge({
    name: 'passlink_database_connections_max',
    help: 'How many of them there may be (DATABASE_CONNECTIONS)',
    registers: [registry],
    collect() {
      this.set(read().max)
    },
  })
  new Gauge({
    name: 'passlink_database_waiting',
    help: 'Transactions that have not begun, because no connection is free or the database has not answered yet',
    registers: [registry],
    collect() {
      this.set(read().waiting)
    },
  })
}
