import { runApp } from '@passlink/runtime'
import { readConfig } from './config.ts'
import { startApi } from './start-api.ts'

await runApp('api', readConfig, startApi)
