export { type Ages, dropExpired, type Expired, type RowsIn, wholeTables } from './drop-expired.ts'
export { keepPartitionsAhead, type MadePartitions } from './make-ahead.ts'
