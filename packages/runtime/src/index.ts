export {
  type Batched,
  type BatchOptions,
  inBatches,
  Overloaded,
  Unavailable,
  WaitedTooLong,
} from './batch.ts'
export { CannotStart } from './cannot-start.ts'
export { every, type Repeated } from './every.ts'
export { areReady, type Check, createHealth } from './health.ts'
export { acceptedLanguages, canonicalLanguage } from './languages.ts'
export { type Address, listen } from './listen.ts'
export { createLogger, type Logger } from './logger.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export { momentAsOf } from './moment.ts'
export { printable, problemsOf } from './problems-of.ts'
export { requestLog } from './request-log.ts'
export { isForeignRequest } from './request-origin.ts'
export { runApp } from './run-app.ts'
export { type Server, startServer } from './server.ts'
export * as setting from './setting.ts'
export { readSettings, SettingsError } from './settings.ts'
export { type StartCheck, startChecks } from './start-checks.ts'
export { uuid } from './uuid.ts'
