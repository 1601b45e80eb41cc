/** The groups of measurements that a run can be asked for, in the order in which they are run and printed. */
export const topics = ['record', 'api', 'worker', 'drain', 'queue', 'parts', 'size', 'start'] as const
export type Topic = (typeof topics)[number]

/**
 * What was measured: the naive composition, Passlink with either queue, the limit that a part sets by itself, or the
 * recording statement before and after its change.
 */
export const sides = ['naive', 'redis', 'postgres', 'limit', 'record'] as const
export type Side = (typeof sides)[number]

/** The processes whose processor time is read apart. `app` is whatever is measured, `load` the load generator. */
export const processes = ['app', 'postgres', 'redis', 'relay', 'load'] as const

/** Milliseconds of processor time a unit of work, of each process that took part. */
export type Cost = Partial<Record<(typeof processes)[number], number>>

/** One measurement of one round. Samples that share all but `value` and `cost` are repetitions. */
export type Sample = { topic: Topic; what: string; unit: string; side: Side; value: number; cost?: Cost }
