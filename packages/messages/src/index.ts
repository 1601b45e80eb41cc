export type { Catalog, ErrorName, RedeemPageState } from './catalog.ts'
export { formatDuration } from './duration.ts'
export { catalogFor, catalogs } from './languages.ts'
