import { runDeadLetters } from './dead-letters/run-dead-letters.ts'

// A reader such as `head` may close the pipe early.
process.stdout.on('error', () => process.exit(1))
process.exitCode = await runDeadLetters(process.argv.slice(2), process.env, process)
