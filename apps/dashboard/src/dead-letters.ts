import { runCommand } from './dead-letters/command/run-command.ts'

// Whoever reads may leave early, as `head` does.
process.stdout.on('error', () => process.exit(1))
process.exitCode = await runCommand(process.argv.slice(2), process.env, process)
