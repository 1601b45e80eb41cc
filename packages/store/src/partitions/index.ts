export { type Ages, dropExpired, type RowsIn, wholeTables } from './drop-expired.ts'
export { keepPartitionsAhead, type MadePartitions } from './make-ahead.ts'
