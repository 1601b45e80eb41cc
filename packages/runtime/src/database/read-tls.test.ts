import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseDatabaseUrl } from './parse-database-url.ts'

const folder = mkdtempSync(join(tmpdir(), 'passlink-url-'))
afterAll(() => rmSync(folder, { recursive: true }))
const [ca, cert, key] = ['ca.pem', 'client.pem', 'client.key'].map(name => {
  writeFileSync(join(folder, name), name)
  return join(folder, name)
})

const encrypted = (isRequired: boolean, rejectUnauthorized: boolean) => ({
  isRequired,
  options: { rejectUnauthorized },
})

const tls: [query: string, tls: object | null][] = [
  ['', encrypted(false, false)],
  ['sslmode=disable', null],
  ['sslmode=allow', encrypted(false, false)],
  ['sslmode=prefer', encrypted(false, false)],
  ['sslmode=require', encrypted(true, false)],
  ['sslmode=no-verify', encrypted(true, false)],
  ['sslmode=verify-full', encrypted(true, true)],
  ['sslrootcert=system', encrypted(true, true)],
  ['sslmode=verify-full&sslrootcert=system', encrypted(true, true)],
  [
    `sslmode=verify-full&sslrootcert=${ca}`,
    { isRequired: true, options: { ca: Buffer.from('ca.pem'), rejectUnauthorized: true } },
  ],
  [
    `sslrootcert=${ca}`,
    { isRequired: true, options: { ca: Buffer.from('ca.pem'), rejectUnauthorized: true } },
  ],
  [
    `sslmode=require&sslcert=${cert}&sslkey=${key}`,
    { isRequired: true, options: { cert: Buffer.from('client.pem'), key: Buffer.from('client.key') } },
  ],
  ['ssl=true', encrypted(true, false)],
  ['ssl=1', encrypted(true, false)],
  ['ssl=false', null],
  ['ssl=no-verify', encrypted(true, false)],
  ['ssl=true&sslmode=verify-full', encrypted(true, true)],
  ['sslmode=require&channel_binding=require', encrypted(true, true)],
  ['channel_binding=require', encrypted(true, true)],
  ['sslmode=require&channel_binding=prefer', encrypted(true, false)],
]

test.each(tls)('TLS with ?%s', (query, expected) => {
  const { tls } = parseDatabaseUrl(`postgres://u@a/b?${query}`)
  if (expected === null) expect(tls).toBe(null)
  else expect(tls).toMatchObject(expected)
})

test('verify-ca, and require with an sslrootcert, trust any name that the authority has signed', () => {
  for (const mode of ['verify-ca', 'require']) {
    const { tls } = parseDatabaseUrl(`postgres://u@a/b?sslmode=${mode}&sslrootcert=${ca}`)
    expect(tls).toMatchObject({
      isRequired: true,
      options: { ca: Buffer.from('ca.pem'), rejectUnauthorized: true },
    })
    expect(tls?.options.checkServerIdentity).toBeDefined()
  }
  expect(
    parseDatabaseUrl(`postgres://u@a/b?sslrootcert=${ca}`).tls?.options.checkServerIdentity,
  ).toBeUndefined()
})
