import { runPauses } from './pauses/run-pauses.ts'

process.exitCode = await runPauses(process.argv.slice(2), process.env, process)
