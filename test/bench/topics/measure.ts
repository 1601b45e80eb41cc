import type { Topic } from '../results/sample.ts'
import { measureApi } from './api.ts'
import type { Context } from './context.ts'
import { measureDrain } from './drain.ts'
import { measureParts } from './parts.ts'
import { measureQueue } from './queue.ts'
import { measureRecord } from './record.ts'
import { measureSize } from './size.ts'
import { measureStart } from './start.ts'
import { measureWorker } from './worker.ts'

/** Each topic's measurement. It ends what it starts, and leaves its databases and its jobs to nobody. */
export const measure: Record<Topic, (context: Context) => Promise<void>> = {
  record: measureRecord,
  api: measureApi,
  worker: measureWorker,
  drain: measureDrain,
  queue: measureQueue,
  parts: measureParts,
  size: measureSize,
  start: measureStart,
}
