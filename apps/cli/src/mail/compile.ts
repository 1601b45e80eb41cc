import { plain, type Terminal } from '../terminal.ts'
import { readText, readTextIfAny, replaceText } from './files.ts'
import { mjmlFiles } from './mjml-files.ts'

/**
 * Compiles the designs in a folder into a file for the worker; that of the removed mail may be missing. Resolves to exit
 * code 1 if they have problems, each of which is printed on a line of its own, and then writes nothing. Throws
 * {@link UnusableArgument}.
 */
export async function compile(
  { folder, file }: { folder: string; file: string },
  { stdout, stderr }: Terminal,
): Promise<number> {
  const files = mjmlFiles(folder)
  const mjml = { link: await readText(files.link), added: await readText(files.added) }
  const removed = await readTextIfAny(files.removed)
  // MJML takes long to load, and nothing else needs it.
  const { compileDesigns, DesignProblems } = await import('@passlink/mail/compile')
  try {
    await replaceText(
      file,
      `${JSON.stringify(await compileDesigns(removed === undefined ? mjml : { ...mjml, removed }))}\n`,
    )
  } catch (error) {
    if (!(error instanceof DesignProblems)) throw error
    for (const { kind, problem } of error.problems) stderr.write(`${files[kind]}: ${plain(problem)}\n`)
    return 1
  }
  if (removed === undefined) stdout.write(`${files.removed}: is not there, so that mail has our design\n`)
  stdout.write(`MAIL_DESIGNS_FILE=${file} for worker and dashboard\n`)
  return 0
}
