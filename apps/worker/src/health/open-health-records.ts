import { inBatches } from '@passlink/runtime'
import {
  type Db,
  findServers,
  reportServers,
  returnProbe,
  type ServerReport,
  type ServerState,
  sharedTransaction,
  takeProbe,
} from '@passlink/store'

/** The records of servers, which all workers share. `find` resolves to the states in the order of the names. */
export type HealthRecords = {
  find: () => Promise<ServerState[]>
  report: (report: ServerReport) => Promise<ServerState>
  takeProbe: (server: string) => Promise<boolean>
  returnProbe: (server: string) => Promise<void>
}

/** Another worker can take a probe after `probeMs` without a report on it. */
export function openHealthRecords(db: Db, names: readonly string[], probeMs: number): HealthRecords {
  return {
    find: () => findServers(db, names),
    report: inBatches<ServerReport, ServerState>(reports => reportServers(db, reports), sharedTransaction),
    takeProbe: name => takeProbe(db, name, probeMs),
    returnProbe: name => returnProbe(db, name),
  }
}
