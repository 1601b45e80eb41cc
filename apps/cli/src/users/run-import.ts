import { readSettings, setting } from '@passlink/runtime'
import { openDatabase } from '@passlink/store'
import { z } from 'zod'
import { actorOfCommand } from '../actor.ts'
import { explain } from '../explain.ts'
import { importUsers, type Tally } from './import-users.ts'
import { openFile } from './open-file.ts'
import { createProgress } from './progress.ts'
import { readArguments, usage } from './read-arguments.ts'
import { createSaveBatch, type SaveBatch } from './save-batch.ts'
import { UnusableFile } from './unusable-file.ts'

const settings = z.object({ DATABASE_URL: setting.databaseUrl, DATABASE_PREPARE: setting.databasePrepare })

type Terminal = Pick<NodeJS.Process, 'stdout' | 'stderr'>

/**
 * The command `users`. Resolves to its exit code. 0: every line was saved. 1: some lines were refused. 2: stopped by
 * invalid arguments, the settings, the file or the database; users that were saved before stay saved.
 */
export async function runImport(
  args: string[],
  env: NodeJS.ProcessEnv,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const parsed = readArguments(args)
  if (!parsed) {
    stderr.write(`${usage}\n`)
    return 2
  }
  const { file, dryRun } = parsed
  const progress = createProgress(stderr, () => performance.now())
  const tally: Tally = { read: 0, saved: 0, refused: 0 }
  try {
    await withDatabase(dryRun, env, saveBatch =>
      importUsers(openFile(file), tally, {
        saveBatch,
        onRefusal: ({ line, problem }) => progress.print(`${file}:${line}: ${problem}`),
        onRead: progress.read,
      }),
    )
  } catch (error) {
    progress.print(error instanceof UnusableFile ? `${file}: ${error.message}` : explain(error))
    if (tally.read > 0) stdout.write(`${summary(tally, dryRun)}; stopped early, run it again\n`)
    return 2
  }
  progress.end()
  stdout.write(`${summary(tally, dryRun)}\n`)
  return tally.refused > 0 ? 1 : 0
}

async function withDatabase(
  dryRun: boolean,
  env: NodeJS.ProcessEnv,
  use: (saveBatch: SaveBatch) => Promise<void>,
): Promise<void> {
  if (dryRun) return use(async () => [])
  const { DATABASE_URL, DATABASE_PREPARE } = readSettings(settings, env)
  const database = openDatabase(DATABASE_URL, { connectionsMax: 1, prepare: DATABASE_PREPARE })
  try {
    await use(createSaveBatch(database.db, actorOfCommand()))
  } finally {
    await database.close()
  }
}

function summary({ read, saved, refused }: Tally, dryRun: boolean): string {
  return `${read} read, ${saved} ${dryRun ? 'could be saved' : 'saved'}, ${refused} refused`
}
