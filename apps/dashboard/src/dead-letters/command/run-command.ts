import { openQueues } from '@passlink/queue'
import { readSettings, SettingsError, setting } from '@passlink/runtime'
import { DatabaseError, openDatabase } from '@passlink/store'
import { z } from 'zod'
import { createChanges } from '../changes.ts'
import { changeById, changeMatching } from './change.ts'
import { list } from './list.ts'
import { type Arguments, readArguments, usage, WrongUsage } from './read-arguments.ts'
import { show } from './show.ts'
import type { Terminal } from './terminal.ts'

const settings = z.object({ DATABASE_URL: setting.databaseUrl, REDIS_URL: setting.redisUrl })

/**
 * The command `dead-letters`: resolves to its exit code. 0: done; 1: not all that was asked for by id could be done; 2: the
 * arguments, the settings or the database are of no use.
 */
export async function runCommand(
  words: string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const say = (line: string) => terminal.stderr.write(`${line}\n`)
  try {
    return await carryOutCommand(readArguments(words, Date.now()), env, terminal)
  } catch (error) {
    if (error instanceof WrongUsage) say(`${error.message}\n\n${usage}`)
    else if (error instanceof SettingsError) say(error.message)
    else if (error instanceof DatabaseError) say(`the database: ${error.message}`)
    else throw error
    return 2
  }
}

async function carryOutCommand(
  asked: Arguments,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = readSettings(settings, env)
  const { db, close } = openDatabase(databaseUrl, { connectionsMax: 1 })
  try {
    if (asked.command === 'list') return await list(db, asked, terminal)
    if (asked.command === 'show') return await show(db, asked, terminal)
    const queues = openQueues({ databaseUrl, redisUrl })
    try {
      const change = createChanges(db, queues)[asked.command]
      return await ('ids' in asked
        ? changeById(change, asked, terminal)
        : changeMatching(db, change, asked, terminal))
    } finally {
      await queues.close()
    }
  } finally {
    await close()
  }
}
