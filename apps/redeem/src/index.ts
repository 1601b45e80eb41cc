export { type Config, readConfig, settings } from './config.ts'
export { startRedeem } from './start-redeem.ts'
