import { runApp } from '@passlink/runtime'
import { readConfig } from './config.ts'
import { startDashboard } from './start-dashboard.ts'

await runApp('dashboard', readConfig, startDashboard)
