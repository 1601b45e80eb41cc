import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openPostgres } from '@passlink/local'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'

async function temporaryDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'passlink-postgres-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function open(directory: string, port = 0) {
  const opened = await openPostgres({ directory, port })
  onTestFinished(() => opened.stop())
  return opened
}

async function query(url: string, text: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end()
  }
}

const postmaster = async (directory: string) =>
  Number.parseInt(await readFile(join(directory, 'data/postmaster.pid'), 'utf8'), 10)

test('data survives a stop and a start, and stopping twice is harmless', async () => {
  const directory = await temporaryDirectory()
  const first = await open(directory)
  await query(first.url, 'create table t (a int); insert into t values (1)')
  await first.stop()
  await first.stop()
  const second = await open(directory)
  expect(await query(second.url, 'select a from t')).toEqual([{ a: 1 }])
  expect(await query(second.url, 'show fsync')).toEqual([{ fsync: 'on' }])
})

test('its collation is the same on every machine, and it listens only on loopback', async () => {
  const { url } = await open(await temporaryDirectory())
  expect(new URL(url).hostname).toBe('127.0.0.1')
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(
    await query(
      url,
      "select datlocprovider as p, datlocale as l from pg_database where datname = 'passlink'",
    ),
  ).toEqual([{ p: 'b', l: 'C.UTF-8' }])
})

test('a start directly after a kill succeeds, with the committed data', async () => {
  const directory = await temporaryDirectory()
  const first = await open(directory)
  await query(first.url, 'create table t (a int)')
  process.kill(await postmaster(directory), 'SIGKILL')
  await first.exited
  await first.stop()
  const second = await open(directory)
  expect(await query(second.url, 'select a from t')).toEqual([])
})

test('Postgres ends when its owner is killed, and the next start has the same port and data', async () => {
  const directory = await temporaryDirectory()
  const module = new URL('../../apps/local/src/postgres/open-postgres.ts', import.meta.url).href
  const script = `
    import { openPostgres } from ${JSON.stringify(module)}
    import postgres from 'postgres'
    const { url } = await openPostgres({ directory: ${JSON.stringify(directory)}, port: 0 })
    await postgres(url)\`create table t (a int)\`
    console.log(url)
    process.kill(process.pid, 'SIGKILL')`
  const args = ['--import', 'tsx', '--input-type=module', '-e', script]
  const owner = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname }).catch(
    error => error,
  )
  const url = owner.stdout.trim()
  const next = await open(directory, Number(new URL(url).port))
  expect(next.url).toBe(url)
  expect(await query(next.url, 'select a from t')).toEqual([])
})

test('a start succeeds if the pid file names another process of the same account, which is not killed', async () => {
  const directory = await temporaryDirectory()
  const first = await open(directory)
  const file = join(directory, 'data/postmaster.pid')
  const lines = (await readFile(file, 'utf8')).split('\n')
  await first.stop()
  const { uid, gid } = await stat(join(directory, 'data'))
  const other = spawn('sleep', ['600'], { cwd: '/', uid, gid })
  onTestFinished(() => void other.kill())
  await writeFile(file, [other.pid, ...lines.slice(1)].join('\n'))
  await open(directory)
  expect([other.exitCode, other.signalCode]).toEqual([null, null])
})

test('a start succeeds after an unfinished initdb', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, 'data.draft/base'), { recursive: true })
  await writeFile(join(directory, 'data.draft/PG_VERSION'), '18')
  const { url } = await open(directory)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a start on the Postgres of a running owner is refused', async () => {
  const directory = await temporaryDirectory()
  const first = await open(directory)
  await expect(openPostgres({ directory, port: 0 })).rejects.toThrow('in use by another Passlink')
  expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a busy port is refused before anything starts', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  await expect(openPostgres({ directory: await temporaryDirectory(), port })).rejects.toThrow(
    `port ${port} for Postgres is in use`,
  )
})

test('the error of a failed start contains the output of Postgres', async () => {
  const directory = await temporaryDirectory()
  await (await open(directory)).stop()
  await writeFile(join(directory, 'data/postgresql.conf'), 'no_such_setting = 1\n')
  await expect(openPostgres({ directory, port: 0 })).rejects.toThrow(/Postgres exited.*no_such_setting/s)
})

test('two concurrent first starts succeed', async () => {
  const opened = await Promise.all([open(await temporaryDirectory()), open(await temporaryDirectory())])
  for (const { url } of opened) expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})
