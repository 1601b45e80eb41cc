import { runApp } from '@passlink/runtime'
import { readConfig } from './config.ts'
import { startWorker } from './start-worker.ts'

await runApp('worker', readConfig, startWorker)
