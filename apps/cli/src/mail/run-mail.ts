import { explain } from '../explain.ts'
import { plain, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { withDatabase } from '../with-database.ts'
import { check } from './check/check.ts'
import { compile } from './compile.ts'
import { UnusableDesigns } from './open-designs.ts'
import { createOpenOrganization } from './open-organization.ts'
import { preview } from './preview.ts'
import { readArguments, usage } from './read-arguments.ts'
import { lift, listSuppressed } from './suppressions.ts'
import { UnusableArgument } from './unusable-argument.ts'
import { writeOurDesigns } from './write-our-designs.ts'

/**
 * The command `mail`. Resolves to its exit code. 0: done. 1: the designs, or what DNS says, have problems, or the
 * address is not suppressed. 2: stopped by invalid arguments or settings, a file, or the database.
 */
export async function runMail(args: string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  try {
    const given = readArguments(args)
    if (given.command === 'designs') return await writeOurDesigns(given.folder, terminal)
    if (given.command === 'compile') return await compile(given, terminal)
    if (given.command === 'check') return await check(given, env, terminal)
    if (given.command === 'suppressed')
      return await withDatabase(env, db => listSuppressed(db, given, terminal))
    if (given.command === 'lift') return await withDatabase(env, db => lift(db, given.user, terminal))
    return await preview(given, { openOrganization: createOpenOrganization(env), now: Date.now() }, terminal)
  } catch (error) {
    terminal.stderr.write(`${problemOf(error)}\n`)
    return error instanceof UnusableDesigns ? 1 : 2
  }
}

function problemOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`
  if (error instanceof UnusableArgument) return error.message
  if (error instanceof UnusableDesigns) return plain(error.message)
  return explain(error)
}
