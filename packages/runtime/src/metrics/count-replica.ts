import { Counter, Gauge, type Registry } from 'prom-client'

/** A replica that is read from: how far it is behind, why it is of no use, if it is not, and who answered how often. */
export type ReplicaFigures = {
  state: () => { lagMs: number | null; problem: string | null }
  answered: () => { replica: number; primary: number }
}

/** Shows how a replica is, read at each scrape. Without one (DATABASE_READ_URL) nothing has a value. */
export function countReplica(registry: Registry, replica: ReplicaFigures | undefined): void {
  new Gauge({
    name: 'passlink_replica_used',
    help: '1 while what may be read from the replica (DATABASE_READ_URL) is read there',
    registers: [registry],
    collect() {
      if (replica) this.set(replica.state().problem === null ? 1 : 0)
      else this.remove()
    },
  })
  new Gauge({
    name: 'passlink_replica_lag_seconds',
    help: 'How far the replica is behind at most, known to a second or two; absent while it is not known',
    registers: [registry],
    collect() {
      const lagMs = replica?.state().lagMs ?? null
      if (lagMs === null) this.remove()
      else this.set(lagMs / 1_000)
    },
  })
  new Counter({
    name: 'passlink_replica_reads_total',
    help: 'Transactions and statements that were for the replica, by the server that answered them',
    labelNames: ['server'],
    registers: [registry],
    collect() {
      if (!replica) return
      this.reset()
      for (const [server, count] of Object.entries(replica.answered())) this.inc({ server }, count)
    },
  })
}

/** What operators are told of a replica beside the readiness of a process, which does not depend on it. */
export function replicaDetails(replica: ReplicaFigures | undefined): { replica?: string } {
  if (!replica) return {}
  const { problem } = replica.state()
  return { replica: problem === null ? 'ok' : `not used: it ${problem}` }
}
