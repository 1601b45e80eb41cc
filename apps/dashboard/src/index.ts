export { type Config, readConfig, settings } from './config.ts'
export { startDashboard } from './start-dashboard.ts'
