import { readSettings, SettingsError, setting } from '@passlink/runtime'
import { DatabaseError, openDatabase } from '@passlink/store'
import { z } from 'zod'
import { importPeople, type Tally } from './import-people.ts'
import { openFile } from './open-file.ts'
import { createProgress } from './progress.ts'
import { readArguments, usage } from './read-arguments.ts'
import { createSavePeople, type SavePeople } from './save-people.ts'
import { UnusableFile } from './unusable-file.ts'

type Process = Pick<NodeJS.Process, 'stdout' | 'stderr'>

/**
 * The command `users`: resolves to its exit code. 0: every line was saved; 1: some were refused; 2: the arguments, the
 * settings, the file or the database are of no use, and whatever was saved before that showed stays saved.
 */
export async function runImport(
  words: string[],
  env: NodeJS.ProcessEnv,
  { stdout, stderr }: Process,
): Promise<number> {
  const asked = readArguments(words)
  if (!asked) {
    stderr.write(`${usage}\n`)
    return 2
  }
  const { file, dryRun } = asked
  const progress = createProgress(stderr, () => performance.now())
  const tally: Tally = { read: 0, saved: 0, refused: 0 }
  try {
    await withSave(dryRun, env, save =>
      importPeople(openFile(file), tally, {
        save,
        onRefusal: ({ line, problem }) => progress.say(`${file}:${line}: ${problem}`),
        onRead: progress.read,
      }),
    )
  } catch (error) {
    progress.say(whyStopped(error, file))
    if (tally.read > 0) stdout.write(`${summary(tally, dryRun)}; stopped early, run it again\n`)
    return 2
  }
  progress.end()
  stdout.write(`${summary(tally, dryRun)}\n`)
  return tally.refused > 0 ? 1 : 0
}

async function withSave(
  dryRun: boolean,
  env: NodeJS.ProcessEnv,
  use: (save: SavePeople) => Promise<void>,
): Promise<void> {
  if (dryRun) return use(async () => [])
  const { DATABASE_URL } = readSettings(z.object({ DATABASE_URL: setting.databaseUrl }), env)
  const database = openDatabase(DATABASE_URL, { connectionsMax: 1 })
  try {
    await use(createSavePeople(database.db))
  } finally {
    await database.close()
  }
}

function whyStopped(error: unknown, file: string): string {
  if (error instanceof UnusableFile) return `${file}: ${error.message}`
  if (error instanceof SettingsError) return error.message
  if (error instanceof DatabaseError) return `the database: ${error.message}`
  throw error
}

function summary({ read, saved, refused }: Tally, dryRun: boolean): string {
  return `${read} read, ${saved} ${dryRun ? 'could be saved' : 'saved'}, ${refused} refused`
}
