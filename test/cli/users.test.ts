import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../servers/database.ts'
import { runUsers } from './run-users.ts'

let database: TestDatabase
let cwd: string
beforeEach(async () => {
  database = await createDatabase()
  cwd = await mkdtemp(join(tmpdir(), 'passlink-import-'))
})
afterEach(() => Promise.all([database.drop(), rm(cwd, { recursive: true })]))

async function importFile(file: string, content: string | Uint8Array, ...more: string[]) {
  await writeFile(join(cwd, file), content)
  return runUsers(['import', file, ...more], { cwd, databaseUrl: database.url })
}

const header = 'id,organizationId,organizationName,email,emailVerified,displayName,language'
const csv = (...lines: string[]) => [header, ...lines, ''].join('\n')
const usersStored = () => database.sql`
  select id, organization_id as "organizationId", email, email_verified as "emailVerified",
    display_name as "displayName", language from users order by id`

const ann = {
  id: 'ann',
  organizationId: 'acme',
  email: 'ann@acme.example',
  emailVerified: true,
  displayName: 'Ann Ames',
  language: 'en',
}
const ben = {
  id: 'ben',
  organizationId: 'acme',
  email: null,
  emailVerified: false,
  displayName: 'Ben "B, Jr."\nBoyd',
  language: null,
}
const annLine = 'ann,acme,Acme,ann@acme.example,TRUE,Ann Ames,en'
const annJson = JSON.stringify({ ...ann, organizationName: 'Acme' })
const benJson = JSON.stringify({ id: 'ben', organizationId: 'acme', displayName: ben.displayName })

test.each([
  ['plain.csv', csv(annLine, 'ben,acme,,,,"Ben ""B, Jr.""\nBoyd",')],
  [
    'spreadsheet.csv',
    `\uFEFF${csv(annLine, 'ben,acme,,,,"Ben ""B, Jr.""\nBoyd",')}`.replaceAll('\n', '\r\n'),
  ],
  [
    'other-order.csv',
    `"displayName",id,email,emailVerified,language,organizationName,organizationId\nAnn Ames,ann,ann@acme.example,true,en,Acme,acme\n\n"Ben ""B, Jr.""\nBoyd",ben,,false,,,acme`,
  ],
  ['packed.csv.gz', gzipSync(csv(annLine, 'ben,acme,,,,"Ben ""B, Jr.""\nBoyd",'))],
  ['lines.ndjson', `\uFEFF${annJson}\r\n\r\n${benJson}`],
  ['packed.ndjson.gz', Buffer.concat([gzipSync(`${annJson}\n`), gzipSync(`${benJson}\n`)])],
])('%s is imported', async (file, content) => {
  expect(await importFile(file, content)).toEqual({
    code: 0,
    summary: '2 read, 2 saved, 0 refused\n',
    errors: [],
  })
  expect([...(await usersStored())]).toEqual([ann, ben])
  expect([...(await database.sql`select id, name from organizations`)]).toEqual([
    { id: 'acme', name: 'Acme' },
  ])
})

test('20,000 rows are saved, and a second run writes only what changed', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, n) => `u${n},o${n % 7},O ${n % 7},u${n}@o.example,true,U ${n},de`,
  )
  expect(await importFile('people.csv', csv(...rows))).toMatchObject({
    code: 0,
    summary: '20000 read, 20000 saved, 0 refused\n',
  })
  const versions = async () =>
    new Map(
      (await database.sql`select id, xmin::text as version from users`).map(row => [row.id, row.version]),
    )
  const before = await versions()
  expect(before.size).toBe(20_000)

  rows[12_345] = 'u12345,o0,O 0,new@o.example,true,U 12345,de'
  expect(await importFile('people.csv', csv(...rows))).toMatchObject({
    code: 0,
    summary: '20000 read, 20000 saved, 0 refused\n',
  })
  const after = await versions()
  expect([...after].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)).toEqual([
    'u12345',
  ])
}, 60_000)

test('the last of several rows with the same id is saved, in one batch or in two', async () => {
  const filler = Array.from({ length: 1_000 }, (_, n) => `u${n},acme,Acme,,,U ${n},`)
  const { code, summary, errors } = await importFile(
    'people.csv',
    csv(
      'a,acme,Acme,,,First,',
      'a,acme,Acme,,,Second,',
      'b,acme,Acme,,,First,',
      ...filler,
      'b,acme,Acme,,,Second,',
    ),
  )
  expect({ code, summary, errors }).toEqual({
    code: 1,
    summary: '1004 read, 1003 saved, 1 refused\n',
    errors: ['people.csv:2: id: given again on line 3, which counts'],
  })
  const names = await database.sql`select display_name from users where id in ('a', 'b')`
  expect(names.map(({ display_name }) => display_name)).toEqual(['Second', 'Second'])
})

test('each batch that changes anyone has a line of the audit with how many, and one that changes nobody has none', async () => {
  const rows = Array.from({ length: 1_001 }, (_, n) => `u${n},acme,Acme,u${n}@acme.example,true,U ${n},`)
  await importFile('people.csv', csv(...rows))
  await importFile('people.csv', csv(...rows))
  rows[1_000] = 'u1000,acme,Acme,other@acme.example,true,U 1000,'
  await importFile('people.csv', csv(...rows))
  const by = { operator: expect.stringMatching(/^cli:./), subject: null }
  const audit = await database.sql`select operator, action, subject, details from audit order by sequence`
  expect([...audit]).toEqual([
    { ...by, action: 'organizations.imported', details: { added: 1, changed: 0 } },
    { ...by, action: 'users.imported', details: { added: 1_000, changed: 0 } },
    { ...by, action: 'users.imported', details: { added: 1, changed: 0 } },
    { ...by, action: 'users.imported', details: { added: 0, changed: 1 } },
  ])
})

test('an import whose line of the audit cannot be written saves nothing', async () => {
  await database.sql`alter table audit add constraint none check (false) not valid`
  expect((await importFile('people.csv', csv(annLine))).code).toBe(2)
  expect([...(await usersStored())]).toEqual([])
})

test('a dry run reports each invalid line, needs no database and saves nothing', async () => {
  await writeFile(join(cwd, 'people.csv'), csv(annLine, 'ben,acme,,nobody,,Ben,'))
  expect(await runUsers(['import', '--dry-run', 'people.csv'], { cwd })).toEqual({
    code: 1,
    summary: '2 read, 1 could be saved, 1 refused\n',
    errors: ['people.csv:3: email: not an address'],
  })
  await importFile('people.csv', csv(annLine), '--dry-run')
  expect(await database.sql`select from organizations`).toHaveLength(0)
})
