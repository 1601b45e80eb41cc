import { runDeadLetters } from './dead-letters/run-dead-letters.ts'

// The reader of a pipe, such as `head`, may close it early.
process.stdout.on('error', () => process.exit(1))
process.exitCode = await runDeadLetters(process.argv.slice(2), process.env, process)
