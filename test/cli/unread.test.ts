import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createDeadLetter } from '../dead-letters.ts'
import { createDirectory } from '../deliveries.ts'
import type { TestDatabase } from '../servers/database.ts'

let database: TestDatabase
let cwd: string
beforeAll(async () => {
  database = await createDirectory()
  await createDeadLetter(database)
  cwd = await mkdtemp(join(tmpdir(), 'passlink-unread-'))
  await writeFile(join(cwd, 'people.ndjson'), '')
})
afterAll(() => Promise.all([database.drop(), rm(cwd, { recursive: true })]))

test.each([
  ['dead-letters', ['list']],
  ['mail', ['designs', 'designs']],
  ['pauses', ['set', 'mail', '--reason', 'x']],
  ['users', ['import', 'people.ndjson', '--dry-run']],
])('%s ends without a word when nobody reads what it prints', async (command, args) => {
  const child = spawn(process.execPath, [join(inject('programsFolder'), `${command}.mjs`), ...args], {
    cwd,
    env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const ended = new Promise(resolve => child.once('close', resolve))
  expect([await text(child.stderr), await ended]).toEqual(['', 1])
})
