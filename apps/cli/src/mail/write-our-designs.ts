import { existsSync } from 'node:fs'
import { mailKinds } from '@passlink/mail'
import type { Terminal } from '../terminal.ts'
import { makeFolder, writeNew } from './files.ts'
import { mjmlFiles } from './mjml-files.ts'
import { UnusableArgument } from './unusable-argument.ts'

/**
 * Writes the MJML of our designs into a folder. Resolves to exit code 0. Throws {@link UnusableArgument} if a file exists
 * already, or cannot be written.
 */
export async function writeOurDesigns(folder: string, { stdout }: Terminal): Promise<number> {
  const files = mjmlFiles(folder)
  const existing = mailKinds.map(kind => files[kind]).filter(file => existsSync(file))
  if (existing.length > 0)
    throw new UnusableArgument(
      existing.map(file => `${file}: exists already, and is not overwritten`).join('\n'),
    )
  const { ourMjml } = await import('@passlink/mail/compile')
  await makeFolder(folder)
  for (const kind of mailKinds) {
    await writeNew(files[kind], `${ourMjml[kind].trim()}\n`)
    stdout.write(`${files[kind]}\n`)
  }
  return 0
}
