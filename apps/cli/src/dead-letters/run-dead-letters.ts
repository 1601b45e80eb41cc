import { createQueueUpdates } from '@passlink/queue'
import { explain } from '../explain.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { withDatabaseAndQueues } from '../with-database.ts'
import { changeById, changeMatching } from './change.ts'
import { hold } from './hold.ts'
import { list } from './list.ts'
import { type Arguments, readArguments, usage } from './read-arguments.ts'
import { show } from './show.ts'

/**
 * The command `dead-letters`. Resolves to its exit code. 0: done. 1: an id was not found or not changed, or the
 * operator did not confirm. 2: stopped by invalid arguments or settings, a missing confirmation or the database.
 */
export async function runDeadLetters(
  args: string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  try {
    return await runCommand(readArguments(args, Date.now()), env, terminal)
  } catch (error) {
    const problem = error instanceof UsageError ? `${error.message}\n\n${usage}` : explain(error)
    terminal.stderr.write(`${problem}\n`)
    return 2
  }
}

function runCommand(args: Arguments, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  return withDatabaseAndQueues(env, async (db, withQueues) => {
    if (args.command === 'list') return list(db, args, terminal)
    if (args.command === 'show') return show(db, args, terminal)
    if (args.command === 'hold') return hold(db, args, terminal)
    return withQueues(queues => {
      const updateQueue = createQueueUpdates(queues)[args.command]
      return 'ids' in args
        ? changeById(db, updateQueue, args, terminal)
        : changeMatching(db, updateQueue, args, terminal)
    })
  })
}
