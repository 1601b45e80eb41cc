import { runApp } from '@passlink/runtime'
import { readConfig } from './config.ts'
import { startBounces } from './start-bounces.ts'

await runApp('bounces', readConfig, startBounces)
