import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { designs, escapeHtml, mailKinds } from '@passlink/mail'
import { catalogs } from '@passlink/messages'
import { saveOrganizations, saveTexts } from '@passlink/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { runCommand } from './run-command.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'passlink-mail-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const run = (args: string[], settings: Record<string, string> = {}) =>
  runCommand('mail', args, { settings, cwd })
const read = (path: string) => readFile(join(cwd, path), 'utf8')

async function change(path: string, edit: (mjml: string) => string) {
  const mjml = await read(path)
  const edited = edit(mjml)
  expect(edited).not.toBe(mjml)
  await writeFile(join(cwd, path), edited)
}

describe('designs', () => {
  beforeEach(async () => {
    expect(await run(['designs', 'own'])).toEqual({
      code: 0,
      stdout: 'own/link.mjml\nown/added.mjml\nown/removed.mjml\n',
      stderr: '',
    })
  })

  test('as they are given to operators compile to exactly the built-in ones', async () => {
    expect(await run(['compile', 'own', 'designs.json'])).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(await read('designs.json'))).toEqual(designs)
    expect((await readdir(cwd)).sort()).toEqual(['designs.json', 'own'])
  })

  test('of an operator are not overwritten, not even one of three', async () => {
    await rm(join(cwd, 'own/link.mjml'))
    await rm(join(cwd, 'own/removed.mjml'))
    await writeFile(join(cwd, 'own/added.mjml'), 'mine')
    expect(await run(['designs', 'own'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'own/added.mjml: exists already, and is not overwritten\n',
    })
    expect(await read('own/added.mjml')).toBe('mine')
    expect(existsSync(join(cwd, 'own/link.mjml'))).toBe(false)
  })

  test('without that of the removed mail are compiled, and that mail has ours', async () => {
    await rm(join(cwd, 'own/removed.mjml'))
    await change('own/added.mjml', mjml => mjml.replace('{{greeting}}', 'OUR OWN {{greeting}}'))
    const noRemoved = 'own/removed.mjml: is not there, so that mail has our design\n'
    expect(await run(['compile', 'own', 'designs.json'])).toEqual({
      code: 0,
      stdout: `${noRemoved}MAIL_DESIGNS_FILE=designs.json for worker and dashboard\n`,
      stderr: '',
    })
    expect(Object.keys(JSON.parse(await read('designs.json')))).toEqual(['link', 'added'])
    const args = ['preview', 'shown', '--language', 'en', '--designs', 'designs.json']
    expect(await run(args)).toMatchObject({ code: 0, stderr: '' })
    expect(await read('shown/en/added.html')).toContain('OUR OWN')
    expect(await read('shown/en/removed.html')).toContain('A passkey was removed')
  })

  test.each<[name: string, file: string, edit: (mjml: string) => string, problem: RegExp]>([
    [
      'an unknown placeholder',
      'own/link.mjml',
      mjml => mjml.replace('{{greeting}}', '{{oops}}'),
      /^\{\{oops\}\} is unknown; known are accent, /,
    ],
    [
      'a missing placeholder',
      'own/link.mjml',
      mjml => mjml.replaceAll('{{url}}', 'https://acme.example'),
      /^\{\{url\}\} is missing$/,
    ],
    [
      'a section that is not ended',
      'own/added.mjml',
      mjml => mjml.replace('{{/supportUrl}}', ''),
      /^the section \{\{#supportUrl\}\} is not ended by \{\{\/supportUrl\}\}$/,
    ],
    [
      'an unknown element',
      'own/added.mjml',
      mjml => mjml.replace('<mj-spacer', '<mj-oops'),
      /^invalid MJML: line \d+: Element mj-oops doesn't exist /,
    ],
    [
      'a placeholder of another mail',
      'own/removed.mjml',
      mjml => mjml.replace('{{wasYou}}', '{{undo}}'),
      /^\{\{undo\}\} is unknown; known are accent, /,
    ],
    ['content that is not MJML', 'own/added.mjml', () => '<html></html>', /^invalid MJML: |is missing$/],
  ])('with %s are not compiled, and that is named with its file', async (_, file, edit, problem) => {
    await change(file, edit)
    await writeFile(join(cwd, 'designs.json'), 'the earlier ones')
    const { code, stdout, stderr } = await run(['compile', 'own', 'designs.json'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const lines = stderr.trimEnd().split('\n')
    for (const line of lines) {
      expect(line.slice(0, file.length + 2)).toBe(`${file}: `)
      expect(line.slice(file.length + 2)).toMatch(problem)
    }
    expect(await read('designs.json')).toBe('the earlier ones')
    expect((await readdir(cwd)).sort()).toEqual(['designs.json', 'own'])
  })

  test('have all problems of all mails reported at once, each on its own line', async () => {
    await change('own/link.mjml', mjml =>
      mjml
        .replace('background-color="{{accent}}"', 'background-color="{{oops}}" oops="1"')
        .replaceAll('{{url}}', ''),
    )
    await change('own/added.mjml', mjml => mjml.replace('{{text}}', '{{#location}}{{wrong}}'))
    await change('own/removed.mjml', mjml => mjml.replace('{{text}}', ''))
    const { code, stderr } = await run(['compile', 'own', 'designs.json'])
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^own\/link\.mjml: invalid MJML: line \d+: Attribute oops is illegal$/),
      expect.stringMatching(/^own\/link\.mjml: invalid MJML: line \d+: Attribute background-color has /),
      expect.stringMatching(/^own\/link\.mjml: \{\{oops\}\} is unknown; /),
      'own/link.mjml: {{url}} is missing',
      'own/added.mjml: the section {{#location}} is not ended by {{/location}}',
      expect.stringMatching(/^own\/added\.mjml: \{\{wrong\}\} is unknown; /),
      'own/added.mjml: {{text}} is missing',
      'own/removed.mjml: {{text}} is missing',
    ])
    expect(existsSync(join(cwd, 'designs.json'))).toBe(false)
  })

  test('that are not there, or a file that cannot be written, is an error with a path', async () => {
    expect(await run(['compile', 'nowhere', 'designs.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'nowhere/link.mjml: cannot be read (ENOENT)\n',
    })
    expect(await run(['compile', 'own', 'nowhere/designs.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'nowhere/designs.json: cannot be written (ENOENT)\n',
    })
    expect(await run(['compile', 'own', 'own'])).toMatchObject({ code: 2 })
    expect(await readdir(cwd)).toEqual(['own'])
  })

  test('of a file are those of the preview', async () => {
    await change('own/link.mjml', mjml => mjml.replace('{{greeting}}', 'OUR OWN {{greeting}}'))
    expect(await run(['compile', 'own', 'designs.json'])).toMatchObject({ code: 0 })
    const args = ['preview', 'shown', '--language', 'en', '--designs', 'designs.json']
    expect(await run(args)).toMatchObject({ code: 0, stderr: '' })
    expect(await read('shown/en/link.html')).toContain('OUR OWN')
  })
})

describe('a preview', () => {
  test('has every mail in every language, with a page that shows each in both schemes and widths', async () => {
    expect(await run(['preview', 'shown'])).toEqual({ code: 0, stdout: 'shown/index.html\n', stderr: '' })
    expect((await readdir(join(cwd, 'shown'))).sort()).toEqual(
      [...catalogs.map(({ language }) => language), 'index.html'].sort(),
    )
    const page = await read('shown/index.html')
    for (const { language, direction, linkMail, addedMail, removedMail } of catalogs) {
      const subjects = {
        link: linkMail.subject,
        added: addedMail.subject,
        removed: removedMail.subject,
      }
      for (const kind of mailKinds) {
        const file = `${language}/${kind}`
        for (const end of ['', '-light', '-dark'])
          expect(await read(`shown/${file}${end}.html`)).toContain(`lang="${language}" dir="${direction}"`)
        expect(await read(`shown/${file}.txt`)).toContain('Acme')
        expect(page).toContain(`href="${file}.html"`)
        expect(page).toContain(`href="${file}.txt"`)
        expect(page).toContain(escapeHtml(subjects[kind]({ organization: 'Acme' })))
        for (const scheme of ['light', 'dark'])
          for (const width of [375, 700])
            expect(page).toMatch(
              new RegExp(`<iframe [^>]*src="${file}-${scheme}\\.html" width="${width}"[^>]* loading="lazy"`),
            )
      }
    }
  })

  test('has only the languages that are asked for', async () => {
    expect(await run(['preview', 'shown', '--language', 'he', '--language', 'de'])).toMatchObject({ code: 0 })
    expect((await readdir(join(cwd, 'shown'))).sort()).toEqual(['de', 'he', 'index.html'])
  })

  test('does not depend on the scheme of the browser where it shows one', async () => {
    await run(['preview', 'shown', '--language', 'en'])
    expect(await read('shown/en/link.html')).toContain('(prefers-color-scheme: dark)')
    for (const scheme of ['light', 'dark'])
      expect(await read(`shown/en/link-${scheme}.html`)).not.toContain('prefers-color-scheme')
  })

  test.each([
    ['no JSON', 'x'],
    ['a mail that is missing', JSON.stringify({ link: designs.link })],
    ['an unknown placeholder', JSON.stringify(designs).replaceAll('{{greeting}}', '{{oops}}')],
    ['a placeholder without a value', JSON.stringify(designs).replaceAll('{{greeting}}', '{{supportUrl}}')],
  ])('with designs that have %s is not written', async (_, json) => {
    await writeFile(join(cwd, 'designs.json'), json)
    const { code, stdout, stderr } = await run(['preview', 'shown', '--designs', 'designs.json'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^(the designs|designs\.json): [^\n]+\n$/)
    expect(await readdir(cwd)).toEqual(['designs.json'])
  })
})

describe('a preview of an organization', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createDatabase()
  })
  afterEach(() => database.drop())

  const preview = (id: string, ...more: string[]) =>
    run(['preview', 'shown', '--organization', id, ...more], { DATABASE_URL: database.url })
  const png = 'data:image/png;base64,iVBORw0KGgo='

  async function save(logo: string) {
    const brand = {
      colors: { accent: '#00695c', accentDark: '#4db6ac' },
      sender: { name: 'Smith & Sons', address: 'mail@smith.example' },
      accountUrl: 'https://smith.example/account',
      supportUrl: 'https://smith.example/help',
    }
    await saveOrganizations(database.db, [{ id: 'smith', name: 'Smith <Sons>', logo, brand }])
    const texts = { 'linkMail.subject': 'A key for {organization}', 'linkMail.button': 'Take it' }
    await saveTexts(database.db, { organizationId: 'smith', language: 'en', texts })
  }

  test('shows its name, logo, colours, pages, sender and own texts, and ours where it has none', async () => {
    await save(png)
    expect(await preview('smith', '--language', 'en', '--language', 'de')).toEqual({
      code: 0,
      stdout: 'shown/index.html\n',
      stderr: '',
    })
    const html = await read('shown/en/link.html')
    for (const own of ['#00695c', '#4db6ac', png, 'Take it', 'Smith &lt;Sons&gt;'])
      expect(html).toContain(own)
    for (const notice of ['added', 'removed']) {
      expect(await read(`shown/en/${notice}.txt`)).toContain('https://smith.example/account')
      expect(await read(`shown/en/${notice}.txt`)).toContain('https://smith.example/help')
    }
    const page = await read('shown/index.html')
    expect(page).toContain('A key for Smith &lt;Sons&gt;')
    expect(page).toContain('Smith &amp; Sons &lt;mail@smith.example&gt;')
    expect(await read('shown/de/link.html')).not.toContain('Take it')
  })

  test('shows its name instead of a logo that mail programs do not show', async () => {
    await save('data:image/svg+xml;base64,PHN2Zy8+')
    await preview('smith', '--language', 'en')
    const html = await read('shown/en/link.html')
    expect(html).not.toContain('<img')
    expect(html).toContain('Smith &lt;Sons&gt;')
  })

  test('prints what is not used of its brand and its texts', async () => {
    await save(png)
    const texts = { 'linkMail.button': 'Take {it}' }
    await saveTexts(database.db, { organizationId: 'smith', language: 'de', texts })
    await database.sql`
      update organizations set brand = '{"colors": {"accent": "#ffffff"}, "replyTo": "nobody"}' where id = 'smith'`
    const { code, stderr } = await preview('smith')
    expect(code).toBe(0)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^the brand of smith: colors has a contrast of 1\.0 .*; it is not used$/),
      'the brand of smith: replyTo not an address; it is not used',
      'the texts of smith in de: linkMail.button: has no value {it}, only none; it is not used',
    ])
  })

  test('that is unknown is an error', async () => {
    expect(await preview('nobody')).toEqual({
      code: 2,
      stdout: '',
      stderr: '--organization nobody: no such organization\n',
    })
    expect(await readdir(cwd)).toEqual([])
  })

  test('needs a database that answers', async () => {
    const args = ['preview', 'shown', '--organization', 'smith']
    const without = await run(args)
    expect(without).toMatchObject({ code: 2, stdout: '' })
    expect(without.stderr).toContain('DATABASE_URL: is required')
    const away = await run(args, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
    expect(away).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^the database: /) })
  })
})

test.each([
  ['a command is missing'],
  ['there is no command "send"', 'send'],
  ['designs takes a folder', 'designs'],
  ['designs takes a folder', 'designs', 'a', 'b'],
  ['compile takes a folder and a file', 'compile', 'a'],
  ["Unknown option '--organization'", 'compile', 'a', 'b', '--organization', 'c'],
  ['preview takes a folder', 'preview'],
  ["Unknown option '--colour'", 'preview', 'a', '--colour', 'red'],
  [
    `--language "xx" is unknown; known are ${catalogs.map(({ language }) => language).join(', ')}`,
    ...['preview', 'a', '--language', 'de', '--language', 'xx'],
  ],
])('an invalid command line is answered with "%s" and the usage', async (problem, ...args) => {
  const { code, stdout, stderr } = await run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.split('\n')[0]).toBe(problem)
  expect(stderr).toContain('\n\nusage: npm run mail -- designs FOLDER\n')
  expect(await readdir(cwd)).toEqual([])
})
