import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '@passlink/programs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApps } from '../apps/create-apps.ts'
import { freePort } from '../ports.ts'
import { createLifecycle } from '../processes/lifecycle.ts'
import { startWatching } from './start-watching.ts'

const names = ['one', 'two']
let project: string
let ports: Record<string, number>
let printed: string[]
let lifecycle: ReturnType<typeof createLifecycle>
let migrated = 0

const write = (path: string, text: string) => writeFile(join(project, path), text)

/** An app that answers with its version, a style that it has read at its start, and its process. */
const sourceOf = (app: string, version: number) => `
  import { readFileSync } from 'node:fs'
  import { createServer } from 'node:http'
  const style = readFileSync(process.env.STYLE, 'utf8')
  createServer((_, response) => response.end(JSON.stringify({ version: ${version}, style, pid: process.pid })))
    .listen(Number(process.env.${app.toUpperCase()}_PORT), '127.0.0.1')`

type Answer = { version: number; style: string; pid: number }
const ask = async (app: string) => (await (await fetch(`http://127.0.0.1:${ports[app]}`)).json()) as Answer

const until = (assertion: () => void | Promise<void>) =>
  vi.waitFor(assertion, { timeout: 15_000, interval: 50 })

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'passlink-watch-'))
  printed = []
  migrated = 0
  lifecycle = createLifecycle(error => printed.push(String(error)))
  for (const folder of [...names.map(name => `apps/${name}`), 'apps/cli', 'packages/store'])
    await mkdir(join(project, folder, 'src'), { recursive: true })
  await mkdir(join(project, 'packages/store/migrations'))
  const pairs = await Promise.all(names.map(async name => [name, await freePort(0)]))
  ports = Object.fromEntries(pairs)
  for (const name of names) {
    await write(`apps/${name}/src/main.ts`, sourceOf(name, 1))
    await write(`apps/${name}/src/page.css`, 'red')
  }
  const sources = Object.fromEntries(names.map(name => [name, join(project, `apps/${name}/src/main.ts`)]))
  const context = {
    project,
    programs: join(project, 'programs'),
    lifecycle,
    print: (line: string) => printed.push(line),
    bundlePrograms: (folder: string) => bundle(sources, folder),
    migrate: async () => {
      migrated += 1
    },
  }
  await context.bundlePrograms(context.programs)
  const settings = Object.fromEntries(
    names.map(name => [
      name,
      {
        [`${name.toUpperCase()}_PORT`]: String(ports[name]),
        STYLE: join(project, `apps/${name}/src/page.css`),
      },
    ]),
  )
  const apps = createApps(settings, context, reason => printed.push(reason))
  await Promise.all(names.map(apps.start))
  await startWatching({ ...context, apps })
})
afterEach(async () => {
  await lifecycle.stop()
  await rm(project, { recursive: true })
})

test('an app starts again when its source, or a file that it reads, changes, and the others run on', async () => {
  const before = await ask('two')
  await write('apps/one/src/main.ts', sourceOf('one', 2))
  await until(async () => expect(await ask('one')).toMatchObject({ version: 2, style: 'red' }))
  await write('apps/one/src/page.css', 'blue')
  await until(async () => expect(await ask('one')).toMatchObject({ version: 2, style: 'blue' }))
  expect(await ask('two')).toEqual(before)
  expect(migrated).toBe(0)
  printed = []
  for (const name of ['.main.ts.swp', 'main.ts~', '4913']) await write(`apps/one/src/${name}`, '')
  await write('apps/two/src/page.css', 'blue')
  await until(async () => expect(await ask('two')).toMatchObject({ style: 'blue' }))
  await until(() => expect(printed).toContain('watch | apps/two/src/page.css changed: starting two again'))
  expect(printed.join('\n')).not.toMatch(/swp|~|4913/)
}, 60_000)

test('sources that do not build are reported, and the apps run on until they build again', async () => {
  const before = await ask('one')
  await write('apps/one/src/main.ts', 'const {')
  await until(() => expect(printed.join('\n')).toMatch(/the apps run on as they were: .*main\.ts:1/s))
  expect(await ask('one')).toEqual(before)
  await write('apps/one/src/main.ts', sourceOf('one', 2))
  await until(async () => expect(await ask('one')).toMatchObject({ version: 2 }))
}, 60_000)

test('an app that cannot start is reported, and starts once its source is mended', async () => {
  await write('apps/one/src/main.ts', 'console.error("no way"); process.exit(1)')
  await until(() => expect(printed.join('\n')).toMatch(/one exited with 1 before it was ready.*no way/s))
  await write('apps/one/src/main.ts', sourceOf('one', 2))
  await until(async () => expect(await ask('one')).toMatchObject({ version: 2 }))
}, 60_000)

test('a new migration is applied, and all apps start again, in a new folder too', async () => {
  const before = await ask('two')
  await mkdir(join(project, 'packages/store/migrations/meta'))
  await until(() => expect(migrated).toBe(1))
  await write('packages/store/migrations/meta/1.json', '{}')
  await until(() => expect(migrated).toBe(2))
  await until(async () => expect((await ask('two')).pid).not.toBe(before.pid))
}, 60_000)
