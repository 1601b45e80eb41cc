export { type Config, readConfig, settings } from './config.ts'
export { startWorker } from './start-worker.ts'
