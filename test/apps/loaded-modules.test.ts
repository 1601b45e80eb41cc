import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { AppName } from '../app-process.ts'

/** The npm packages and workspaces that an app has loaded when it reads its settings. */
function loadedBy(app: AppName): Set<string> {
  const main = fileURLToPath(new URL(`../../apps/${app}/src/main.ts`, import.meta.url))
  const imports = [import.meta.resolve('tsx'), new URL('print-modules.ts', import.meta.url).href]
  const args = [...imports.flatMap(module => ['--import', module]), main]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} })
  expect(stderr).toContain('cannot start')
  const packages = [...stdout.matchAll(/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\/|(packages\/\w+)\/src\//g)]
  return new Set(packages.map(([, name, workspace]) => (name ?? workspace) as string))
}

test('the worker loads the packages that fill in, send and queue mail, and never those that compile it', () => {
  const loaded = loadedBy('worker')
  for (const name of ['packages/mail', 'nodemailer', 'bullmq', 'ioredis', 'postgres'])
    expect(loaded).toContain(name)
  for (const name of ['mjml', 'mjml-core']) expect(loaded).not.toContain(name)
})

test('the api never loads the packages that make and send mail', () => {
  const loaded = loadedBy('api')
  expect(loaded).toContain('hono')
  for (const name of ['mjml', 'mjml-core', 'nodemailer']) expect(loaded).not.toContain(name)
})

test.each(['redeem', 'bounces'] as const)(
  '%s never loads the queue or the packages that make and send mail',
  app => {
    const loaded = loadedBy(app)
    expect(loaded).toContain('hono')
    for (const name of ['packages/queue', 'bullmq', 'ioredis', 'pg', 'mjml', 'mjml-core'])
      expect(loaded).not.toContain(name)
    // The parser of mails that bounces uses a part of it.
    if (app === 'redeem') expect(loaded).not.toContain('nodemailer')
  },
)

test('the dashboard never loads the packages that make and send mail', () => {
  const loaded = loadedBy('dashboard')
  expect(loaded).toContain('@bull-board/api')
  for (const name of ['mjml', 'mjml-core', 'nodemailer']) expect(loaded).not.toContain(name)
})
