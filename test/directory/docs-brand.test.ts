import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { findOrganization } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'

const page = readFileSync(new URL('../../docs/brand.md', import.meta.url), 'utf8')
const calls = [...page.matchAll(/^```sh\n(curl .*?)^```$/gms)].map(([, text]) => text as string)

let passlink: Passlink
let api: { port: number }
let token: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  token = await passlink.issuer.token('service', { claims: { scope: 'passlink.provisioning' } })
})
afterAll(() => passlink?.stop())

test('the calls of docs/brand.md work as printed, one after the other', async () => {
  expect(calls).toHaveLength(2)
  for (const call of calls) {
    const adapted = call
      .replace('curl ', 'curl -fsS ')
      .replace('http://localhost:3000', `http://127.0.0.1:${api.port}`)
      .replaceAll('$TOKEN', token)
    await promisify(execFile)('bash', ['-ec', adapted])
  }
  expect(await findOrganization(passlink.database.db, 'acme')).toMatchObject({
    name: 'Acme',
    logo: expect.stringContaining('data:image/png;base64,'),
    brand: { sender: { name: 'Acme Accounts' } },
    texts: { en: { 'linkMail.button': 'Set it up' } },
  })
})
