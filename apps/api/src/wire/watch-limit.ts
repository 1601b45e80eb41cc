export type WatchLimits = { perConnection: number; inTotal: number }

/** Half of the streams that a connection may have are left for calls. */
export const watchLimits: WatchLimits = { perConnection: 50, inTotal: 1_000 }

/** Counts a watch until `signal` is aborted. False, and nothing is counted, if there are too many already. */
export type LimitWatches = (connection: object, signal: AbortSignal) => boolean

export function createWatchLimit({ perConnection, inTotal }: WatchLimits): LimitWatches {
  const ofConnections = new Map<object, number>()
  let total = 0

  function count(connection: object, change: 1 | -1) {
    const left = (ofConnections.get(connection) ?? 0) + change
    if (left > 0) ofConnections.set(connection, left)
    else ofConnections.delete(connection)
    total += change
  }

  return (connection, signal) => {
    if (signal.aborted) return false
    if (total >= inTotal || (ofConnections.get(connection) ?? 0) >= perConnection) return false
    count(connection, 1)
    signal.addEventListener('abort', () => count(connection, -1), { once: true })
    return true
  }
}
