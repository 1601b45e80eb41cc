/** A bound of a partition, as text: a UUID or a sequence. */
export type Bound = string

/** How the keys of a table are divided into partitions. */
export type Scale = {
  /** The first bound after `key`. */
  next: (key: Bound) => Bound
  /** The least key after `key` at which a partition may begin. */
  after: (key: Bound) => Bound
  isBefore: (one: Bound, other: Bound) => boolean
  /** What is appended to the name of a table to name the partition that begins at a bound. */
  suffix: (from: Bound) => string
  /** The bound of the first partition, which has all rows that were there before. No key reaches it soon. */
  first: (latest: Bound) => Bound
}

const marginMs = 31 * 86_400_000

/** How many events a partition has: about as many as a hundred million links a year write in a month. */
const sequencesMax = 20_000_000n

/** The least UUID of version 7 that is made at `atMs`, or less (RFC 9562 section 5.7). */
export function firstIdAt(atMs: number): Bound {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

const timeOf = (id: Bound) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)

/** Months in UTC, of ids that are UUIDs of version 7. Text of UUIDs in lower case has their order. */
export const months: Scale = {
  next(id) {
    const at = new Date(timeOf(id))
    return firstIdAt(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1))
  },
  after: id => firstIdAt(timeOf(id) + 1),
  isBefore: (one, other) => one < other,
  suffix(from) {
    const [date = '', time] = new Date(timeOf(from)).toISOString().split('T')
    const isWhole = date.endsWith('-01') && time?.startsWith('00:00:00.000')
    return isWhole ? date.slice(0, 7).replace('-', '_') : from.slice(0, 13).replace('-', '')
  },
  first: id => months.next(firstIdAt(timeOf(id) + marginMs)),
}

/** Ranges of twenty million sequences. */
export const sequences: Scale = {
  next: sequence => String((BigInt(sequence) / sequencesMax + 1n) * sequencesMax),
  after: sequence => String(BigInt(sequence) + 1n),
  isBefore: (one, other) => BigInt(one) < BigInt(other),
  suffix: from => from,
  first: sequence => sequences.next(sequences.next(sequence)),
}

const partitionsAhead = 3

export type NewRange = { from: Bound; to: Bound; suffix: string }

/** Until where partitions must reach: that of `latest` and three after it. */
export function boundAhead({ next }: Scale, latest: Bound): Bound {
  let bound = next(latest)
  for (let n = 0; n < partitionsAhead; n++) bound = next(bound)
  return bound
}

/** The ranges from `from` to `until`, of which the first may begin in the middle of a period. */
export function rangesUntil(scale: Scale, from: Bound, until: Bound): NewRange[] {
  if (!scale.isBefore(from, until)) return []
  const to = scale.next(from)
  return [{ from, to, suffix: scale.suffix(from) }, ...rangesUntil(scale, to, until)]
}

/** The least and the greatest key of a range that the default partition has. */
export type Strays = { least: Bound; greatest: Bound }

/**
 * The parts of a range that are made where the default partition has keys of it, which stay there: before them and
 * after them. A part that ends before `latest` is not made, for no row comes into it any more.
 */
export function partsAround(
  scale: Scale,
  { from, to }: NewRange,
  { least, greatest, latest }: Strays & { latest: Bound },
): NewRange[] {
  const parts = [
    { from, to: least },
    { from: scale.after(greatest), to },
  ]
  return parts
    .filter(part => scale.isBefore(part.from, part.to) && scale.isBefore(latest, part.to))
    .map(part => ({ ...part, suffix: scale.suffix(part.from) }))
}
