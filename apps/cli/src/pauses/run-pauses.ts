import { type Db, endPause, setPause } from '@passlink/store'
import { actorOfCommand } from '../actor.ts'
import { explain } from '../explain.ts'
import { plain, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { withDatabaseAndQueues } from '../with-database.ts'
import { list, textOf } from './list.ts'
import { type Arguments, readArguments, usage } from './read-arguments.ts'

/**
 * The command `pauses`. Resolves to its exit code. 0: done. 1: there is no such pause or organization, or the end has
 * passed. 2: stopped by invalid arguments or settings, or the database.
 */
export async function runPauses(args: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    return await runCommand(readArguments(args), env, terminal)
  } catch (error) {
    const problem = error instanceof UsageError ? `${error.message}\n\n${usage}` : explain(error)
    terminal.stderr.write(`${problem}\n`)
    return 2
  }
}

function runCommand(args: Arguments, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  return withDatabaseAndQueues(env, async (db, withQueues) => {
    if (args.command === 'set') return set(db, args, terminal)
    if (args.command === 'end') return end(db, args, terminal)
    return withQueues(queues => list(db, queues, args, terminal))
  })
}

type Of<Command> = Extract<Arguments, { command: Command }>

async function set(db: Db, { scope, reason, end }: Of<'set'>, { stdout, stderr }: Terminal): Promise<number> {
  const answer = await setPause(db, { scope, reason, end }, actorOfCommand())
  if (answer.outcome === 'set') stdout.write(`paused: ${textOf(answer.pause)}\n`)
  else if (answer.outcome === 'over') stderr.write('not paused: --until has passed\n')
  else stderr.write(`not paused: there is no such organization (${plain(scope)})\n`)
  return answer.outcome === 'set' ? 0 : 1
}

async function end(db: Db, { scope }: Of<'end'>, { stdout, stderr }: Terminal): Promise<number> {
  const isEnded = await endPause(db, scope, actorOfCommand())
  if (isEnded) stdout.write(`no longer paused: ${plain(scope)}\n`)
  else stderr.write(`${plain(scope)} is not paused\n`)
  return isEnded ? 0 : 1
}
