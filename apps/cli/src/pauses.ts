import { endWithReader } from './end-with-reader.ts'
import { runPauses } from './pauses/run-pauses.ts'

endWithReader(process)
process.exitCode = await runPauses(process.argv.slice(2), process.env, process)
