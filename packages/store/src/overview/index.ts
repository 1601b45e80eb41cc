export { type Overview, readOverview } from './read-overview.ts'
export type { Deaths } from './select-deaths.ts'
export type { Flow, Flows } from './select-flow.ts'
export type { OpenCount, OpenCounts } from './select-open.ts'
