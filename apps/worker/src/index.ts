export { type Config, readConfig, settings } from './config.ts'
export { reconcile } from './reconcile.ts'
export { startWorker } from './start-worker.ts'
