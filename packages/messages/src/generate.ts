import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { compileCatalog, compileIndex, compileMailTexts, compileTypes } from './compile/compile-catalog.ts'
import { findProblems, type Terms } from './compile/find-problems.ts'
import type { Source } from './compile/read-catalog.ts'

// Compiles the catalogs into the folder that is the only argument, unless one has a problem.
const [folder = ''] = process.argv.slice(2)
const files = new URL('../catalogs/', import.meta.url)
const readJson = async (file: URL) => JSON.parse(await readFile(file, 'utf8'))

const languages = (await readdir(files)).sort().map(name => name.replace(/\.json$/, ''))
const sources = new Map<string, Source>()
for (const language of languages) sources.set(language, await readJson(new URL(`${language}.json`, files)))
const english = sources.get('en') ?? {}
const glossary: Record<string, Terms> = await readJson(new URL('../glossary.json', import.meta.url))

const problems = [...sources].flatMap(([language, source]) =>
  findProblems({ language, source, english, terms: glossary[language] }).map(
    problem => `${language}: ${problem}`,
  ),
)
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}

await mkdir(folder, { recursive: true })
await writeFile(`${folder}/texts.ts`, compileTypes(english))
await writeFile(`${folder}/mail-texts.ts`, compileMailTexts(english))
await writeFile(`${folder}/index.ts`, compileIndex(languages))
for (const [language, source] of sources)
  await writeFile(`${folder}/${language}.ts`, compileCatalog(language, source))
