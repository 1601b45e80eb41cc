export { type Config, readConfig, settings } from './config.ts'
export { startBounces } from './start-bounces.ts'
