import { mkdir, writeFile } from 'node:fs/promises'
import { compileMjml } from './compile-mjml.ts'
import { addedMailMjml } from './designs/added-mail.ts'
import { linkMailMjml } from './designs/link-mail.ts'
import { removedMailMjml } from './designs/removed-mail.ts'

// Writes the compiled designs into the folder that is the only argument.
const [folder = ''] = process.argv.slice(2)
const designs = { linkHtml: linkMailMjml, addedHtml: addedMailMjml, removedHtml: removedMailMjml }

async function declare(name: string, mjml: string): Promise<string> {
  const [ltr, rtl] = await Promise.all([compileMjml(mjml, 'ltr'), compileMjml(mjml, 'rtl')])
  return `export const ${name} = { ltr: ${literalOf(ltr)}, rtl: ${literalOf(rtl)} }\n`
}

const literalOf = (html: string) =>
  `[\n${html
    .split('\r\n')
    .map(line => `  ${JSON.stringify(line)},\n`)
    .join('')}].join('\\r\\n')`

const declarations = await Promise.all(Object.entries(designs).map(([name, mjml]) => declare(name, mjml)))
await mkdir(folder, { recursive: true })
await writeFile(`${folder}/designs.ts`, ['// Written by npm run generate.\n', ...declarations].join('\n'))
