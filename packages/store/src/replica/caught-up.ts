/** Where the log of the primary was (its LSN), and when it was asked, by a clock of this process in milliseconds. */
export type Position = { at: number; lsn: bigint }

/** Reads an LSN as Postgres writes it, `16/B374D848`. */
export function lsnOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/**
 * Until when a replica has all that the primary committed: the latest time at which the primary was no further than
 * what the replica has replayed; undefined if that is longer ago than the positions go back. Without clocks of servers,
 * and right also while nothing is written, when the time of the last transaction says nothing.
 */
export function caughtUpAt(positions: readonly Position[], replayed: bigint): number | undefined {
  return positions.findLast(({ lsn }) => lsn <= replayed)?.at
}
