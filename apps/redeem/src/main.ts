import { runApp } from '@passlink/runtime'
import { readConfig } from './config.ts'
import { startRedeem } from './start-redeem.ts'

await runApp('redeem', readConfig, startRedeem)
