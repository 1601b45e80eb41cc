import { expect, test } from 'vitest'
import { type AppName, runAppProcess } from '../app-process.ts'

/** The npm packages and workspaces that an app has loaded when it reads its settings. */
async function loadedBy(app: AppName): Promise<Set<string>> {
  const nodeOptions = ['--import', new URL('print-modules.ts', import.meta.url).href]
  const { stdout, stderr } = await runAppProcess(app, {}, { nodeOptions }).ended
  expect(stderr).toContain('cannot start')
  const packages = [...stdout.matchAll(/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\/|(packages\/\w+)\/src\//g)]
  return new Set(packages.map(([, name, workspace]) => (name ?? workspace) as string))
}

test('the worker loads the packages that make, send and queue mail', async () => {
  const loaded = await loadedBy('worker')
  for (const name of ['mjml', 'nodemailer', 'bullmq', 'ioredis', 'postgres']) expect(loaded).toContain(name)
})

test('the api never loads the packages that make and send mail', async () => {
  const loaded = await loadedBy('api')
  expect(loaded).toContain('hono')
  for (const name of ['mjml', 'mjml-core', 'nodemailer']) expect(loaded).not.toContain(name)
})

test('redeem never loads the queue or the packages that make and send mail', async () => {
  const loaded = await loadedBy('redeem')
  expect(loaded).toContain('hono')
  for (const name of ['packages/queue', 'bullmq', 'ioredis', 'pg', 'mjml', 'mjml-core', 'nodemailer'])
    expect(loaded).not.toContain(name)
})

test('the dashboard never loads the packages that make and send mail', async () => {
  const loaded = await loadedBy('dashboard')
  expect(loaded).toContain('@bull-board/api')
  for (const name of ['mjml', 'mjml-core', 'nodemailer']) expect(loaded).not.toContain(name)
})
