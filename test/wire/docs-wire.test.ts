import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(`${root}/docs/wire.md`, 'utf8')
const blocks = [...page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map(([, language, needs, text]) => ({
  language,
  needs: needs?.trim(),
  text: text as string,
}))

let passlink: Passlink
let api: { port: number }
let token: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  token = await passlink.issuer.token('alice')
})
afterAll(() => passlink?.stop())

const adapted = (text: string) =>
  text
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${api.port}`)
    .replaceAll(/\$\(npm run --silent token -- \w+\)/g, token)

const commands = blocks.filter(({ language, needs }) => language === 'sh' && needs === '')
const scripts = blocks.filter(({ language }) => language === 'js')

test('the page has commands and scripts', () => {
  expect(commands.length).toBeGreaterThanOrEqual(4)
  expect(scripts.length).toBeGreaterThanOrEqual(2)
})

test.each(commands)('this works as printed: $text', async ({ text }) => {
  const { stdout } = await promisify(execFile)('bash', ['-ec', adapted(text)])
  expect(stdout).toMatch(/"(resourceOwner|organizationId)":"acme"/)
})

test.each(scripts)('this works as printed: $text', async ({ text }) => {
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', adapted(text)], {
    cwd: root,
    env: { ...process.env, TOKEN: token },
  })
  expect((await running).stdout).toMatch(/acme/)
})

test('every id in the table of errors is in the sources', () => {
  const folder = `${root}/apps/api/src`
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => readFileSync(`${folder}/${name}`, 'utf8'))
    .join('\n')
  const ids = [...page.matchAll(/\b[A-Z]{2,}-\w{5}\b/g)].map(([id]) => id)
  expect(ids.length).toBeGreaterThan(15)
  expect(ids.filter(id => !sources.includes(`'${id}'`))).toEqual([])
})
