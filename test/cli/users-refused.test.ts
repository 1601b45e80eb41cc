import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { runUsers } from './run-users.ts'

let database: TestDatabase
let cwd: string
beforeAll(async () => {
  database = await createDatabase()
  cwd = await mkdtemp(join(tmpdir(), 'passlink-import-'))
})
afterAll(() => Promise.all([database.drop(), rm(cwd, { recursive: true })]))

const header = 'id,organizationId,organizationName,email,emailVerified,displayName,language'
const validLine = (id: string) => `${id},acme,Acme,${id}@acme.example,true,Name,en`

test('each invalid line of a CSV file is reported with its number and reason, and all others are saved', async () => {
  const invalid: [content: string | Buffer, reason: string][] = [
    ['x,acme,,not-an-address,true,X,en', 'email: not an address'],
    [
      'x,acme,,,maybe,,xx_YY',
      'emailVerified: must be true or false; displayName: is required; language: not a language tag (BCP 47)',
    ],
    [',,,,,X,', 'id: is required; organizationId: is required'],
    ['x,acme,Acme', 'has 3 cells, the header 7'],
    ['x,acme,,,,X,en,more', 'has 8 cells, the header 7'],
    ['x,nowhere,,,,X,en', 'organizationId: not known, and no organizationName says what to call it'],
    [
      'x,acme,,,,"X "Y" Z",en',
      'broken quotes: a cell with a quote must be quoted, and the quote in it doubled',
    ],
    ['x,acme,,,,X",en', 'a quote is not closed'],
    ['x,acme,,,,"X,en', 'a quote is not closed'],
    [`x,acme,,,,${'x'.repeat(10_000)},en`, 'displayName: must have 1 to 200 characters'],
    [`x,acme,,,,"${'x'.repeat(10_000)}",en`, 'displayName: must have 1 to 200 characters'],
    [`x,acme,,,,${'x'.repeat(70_000)},en`, 'longer than 65536 bytes'],
    [Buffer.from('x,acme,,,,Jos\xe9,en', 'latin1'), 'not valid UTF-8'],
    ['x\0,acme,,,,X,en', 'id: must have 1 to 200 characters, none of them a control character'],
    ['"', 'a quote is not closed'],
  ]
  // Each invalid line is between two valid ones, which must not be lost with it.
  const lines = [
    header,
    ...invalid.flatMap(([content], index) => [validLine(`u${index}`), content]),
    validLine('last'),
  ]
  await writeFile(
    join(cwd, 'people.csv'),
    Buffer.concat(lines.flatMap(line => [Buffer.from(line), Buffer.from('\n')])),
  )

  const { code, summary, errors } = await runUsers(['import', 'people.csv'], {
    cwd,
    databaseUrl: database.url,
  })
  expect(errors.sort()).toEqual(
    invalid.map(([, reason], index) => `people.csv:${2 * index + 3}: ${reason}`).sort(),
  )
  expect(summary).toBe(
    `${2 * invalid.length + 1} read, ${invalid.length + 1} saved, ${invalid.length} refused\n`,
  )
  expect(code).toBe(1)
  expect(await database.sql`select from users where email_verified`).toHaveLength(invalid.length + 1)
})

test('each invalid line of an NDJSON file is reported with its number and reason, and all others are saved', async () => {
  const person = { id: 'ann', organizationId: 'acme', organizationName: 'Acme', displayName: 'Ann' }
  const invalid = [
    ['{"id":', 'not a JSON object'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    [JSON.stringify({ ...person, nick: 'x' }), 'nick: unknown field'],
    [
      JSON.stringify({ ...person, id: 7, emailVerified: 'true' }),
      'id: must be text; emailVerified: must be true or false',
    ],
  ]
  const lines = [...invalid.map(([content]) => content), JSON.stringify({ ...person, id: 'last-of-json' })]
  await writeFile(join(cwd, 'people.ndjson'), lines.join('\n'))
  expect(await runUsers(['import', 'people.ndjson'], { cwd, databaseUrl: database.url })).toEqual({
    code: 1,
    summary: `6 read, 1 saved, 5 refused\n`,
    errors: invalid.map(([, reason], index) => `people.ndjson:${index + 1}: ${reason}`),
  })
  expect(await database.sql`select from users where id = 'last-of-json'`).toHaveLength(1)
})

test.each([
  ['empty.csv', '', 'has no header line'],
  [
    'headless.csv',
    validLine('x'),
    /^the header line: unknown columns: x, acme, Acme, .*; missing columns: id, /,
  ],
  [
    'typo.csv',
    header.replace('email,', 'e-mail,'),
    'the header line: unknown columns: e-mail; missing columns: email',
  ],
  ['twice.csv', `${header},id`, 'the header line: repeated columns: id'],
  ['semicolons.csv', header.replaceAll(',', ';'), /^the header line: unknown columns: id;organizationId/],
  ['utf16.csv', Buffer.from(`\uFEFF${header}\n`, 'utf16le'), 'the header line: not valid UTF-8'],
  ['plain.csv.gz', `${header}\n`, 'is not gzip, or damaged (Z_DATA_ERROR)'],
  [
    'cut.csv.gz',
    gzipSync(`${header}\n${validLine('cut')}\n`).subarray(0, -20),
    'is not gzip, or damaged (Z_BUF_ERROR)',
  ],
  ['people.xlsx', 'PK', 'its name must end in .csv, .ndjson, .csv.gz or .ndjson.gz'],
  ['absent.csv', undefined, 'cannot be read (ENOENT)'],
])('%s is refused with the reason and exit code 2', async (file, content, reason) => {
  if (content !== undefined) await writeFile(join(cwd, file), content)
  const { code, errors } = await runUsers(['import', file], { cwd, databaseUrl: database.url })
  expect(code).toBe(2)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatch(`${file}: `)
  expect(errors[0]?.slice(file.length + 2)).toEqual(
    typeof reason === 'string' ? reason : expect.stringMatching(reason),
  )
})

test.each([
  [[]],
  [['import']],
  [['export', 'people.csv']],
  [['import', 'a.csv', 'b.csv']],
  [['import', 'a.csv', '--force']],
])('the arguments %j are answered with the usage and exit code 2', async args => {
  const { code, errors } = await runUsers(args, { cwd, databaseUrl: database.url })
  expect([code, errors[0]]).toEqual([2, 'usage: npm run users -- import FILE [--dry-run]'])
})

test('without its setting, or with a database that is away, the import reports that and exits with 2', async () => {
  await writeFile(join(cwd, 'one.csv'), `${header}\n${validLine('one')}\n`)
  const unset = await runUsers(['import', 'one.csv'], { cwd })
  expect([unset.code, unset.errors.join()]).toEqual([2, expect.stringContaining('DATABASE_URL: is required')])
  const away = await runUsers(['import', 'one.csv'], {
    cwd,
    databaseUrl: 'postgres://x:secret@127.0.0.1:1/x',
  })
  expect([away.code, away.errors.join()]).toEqual([2, expect.stringMatching(/^the database: .*ECONNREFUSED/)])
  expect(away.errors.join()).not.toContain('secret')
})
