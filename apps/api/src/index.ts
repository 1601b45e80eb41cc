export { type Config, readConfig, settings } from './config.ts'
export { startApi } from './start-api.ts'
