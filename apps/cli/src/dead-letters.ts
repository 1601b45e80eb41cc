import { runDeadLetters } from './dead-letters/run-dead-letters.ts'
import { endWithReader } from './end-with-reader.ts'

endWithReader(process)
process.exitCode = await runDeadLetters(process.argv.slice(2), process.env, process)
