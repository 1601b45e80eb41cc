import { join } from 'node:path'
import { inScheme, mailKinds } from '@passlink/mail'
import { plain, type Terminal } from '../terminal.ts'
import { createSampleMail, type SampleMail } from './create-sample-mail.ts'
import { makeFolder, writeText } from './files.ts'
import { openDesigns } from './open-designs.ts'
import type { OpenOrganization } from './open-organization.ts'
import { type LanguagePreview, previewPage } from './preview-page.ts'
import type { PreviewArguments } from './read-arguments.ts'
import { acme, ownCatalog, toShown } from './shown-organization.ts'

type Needs = { openOrganization: OpenOrganization; now: number }

/**
 * Writes each mail in each language with sample values into a folder, and a page that shows them all. Prints the problems
 * of an organization's brand and texts. Resolves to exit code 0. Throws {@link UnusableArgument}, {@link UnusableDesigns}
 * and the errors of settings and database.
 */
export async function preview(
  { folder, organization, languages, designs: file }: PreviewArguments,
  { openOrganization, now }: Needs,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const warn = (problem: string) => stderr.write(`${plain(problem)}; it is not used\n`)
  const designs = file === undefined ? undefined : await openDesigns(file)
  const { shown, problems } =
    organization === undefined ? { shown: acme, problems: [] } : toShown(await openOrganization(organization))
  for (const problem of problems) warn(`the brand of ${organization}: ${problem}`)

  const sampleMail = createSampleMail(shown, { designs, now })
  const previews = languages.map((catalog): LanguagePreview => {
    const own = ownCatalog(shown, catalog)
    for (const problem of own.problems)
      warn(`the texts of ${organization} in ${catalog.language}: ${problem}`)
    const mails = {
      link: sampleMail('link', own.catalog),
      added: sampleMail('added', own.catalog),
      removed: sampleMail('removed', own.catalog),
    }
    return { language: catalog.language, direction: catalog.direction, mails }
  })
  for (const { language, mails } of previews) await writeMails(join(folder, language), mails)
  const page = join(folder, 'index.html')
  await writeText(page, previewPage(shown.name, previews))
  stdout.write(`${page}\n`)
  return 0
}

async function writeMails(folder: string, mails: LanguagePreview['mails']): Promise<void> {
  await makeFolder(folder)
  const files = mailKinds.flatMap(kind =>
    Object.entries(filesOf(mails[kind])).map(([end, text]) => ({ name: `${kind}${end}`, text })),
  )
  await Promise.all(files.map(({ name, text }) => writeText(join(folder, name), text)))
}

/** The content of each file of a mail, by the end of its name. */
const filesOf = ({ html, text }: SampleMail) => ({
  '.html': html,
  '-light.html': inScheme(html, 'light'),
  '-dark.html': inScheme(html, 'dark'),
  '.txt': text,
})
