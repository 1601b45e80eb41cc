import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const linesMax = 150

type Source = { path: string; workspace: string; text: string; imports: string[] }

const sources: Source[] = ['apps', 'packages'].flatMap(folder =>
  readdirSync(join(root, folder)).flatMap(name => read(join(root, folder, name, 'src'))),
)

function read(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.includes('/gen/'))
    .map(path => {
      const text = readFileSync(path, 'utf8')
      const imports = [...text.matchAll(/(?:from|import\(?|require\()\s*'([^']+)'/g)].map(
        ([, module]) => module as string,
      )
      const from = relative(root, path)
      return { path: from, workspace: from.split('/').slice(0, 2).join('/'), text, imports }
    })
}

const withoutTypes = (text: string) => text.replace(/^import type .*$/gm, '')
const isTest = ({ path }: Source) => path.endsWith('.test.ts')
const pathsOf = (found: Source[]) => found.map(({ path }) => path)
const importing = (...packages: string[]) =>
  sources.filter(({ imports }) =>
    imports.some(module => packages.some(name => module === name || module.startsWith(`${name}/`))),
  )
const outside = (found: Source[], ...workspaces: string[]) =>
  pathsOf(found.filter(source => !workspaces.includes(source.workspace)))

const apps = ['api', 'cli', 'worker', 'redeem', 'bounces', 'dashboard', 'local'].map(
  name => `@passlink/${name}`,
)
const packages = ['store', 'queue', 'mail', 'proto', 'messages', 'runtime', 'programs'].map(
  name => `@passlink/${name}`,
)

test('the sources and their imports are found', () => {
  expect(new Set(sources.map(({ workspace }) => workspace)).size).toBe(apps.length + packages.length)
  expect(pathsOf(importing('hono'))).toContain('apps/redeem/src/create-app.ts')
})

test(`no file has more than ${linesMax} lines, except a language's texts`, () => {
  const long = sources.filter(
    ({ path, text }) => !path.includes('/languages/') && text.trimEnd().split('\n').length > linesMax,
  )
  expect(pathsOf(long)).toEqual([])
})

test('only the queue package imports BullMQ and its drivers', () => {
  expect(outside(importing('bullmq', 'ioredis', 'pg'), 'packages/queue')).toEqual([])
})

test('only the store package and apps/local import the database driver', () => {
  expect(outside(importing('drizzle-orm', 'postgres'), 'packages/store', 'apps/local')).toEqual([])
})

test('only the worker imports the package that sends mail, and only the mail package the one that compiles it', () => {
  expect(outside(importing('nodemailer'), 'apps/worker')).toEqual([])
  expect(outside(importing('mjml'), 'packages/mail')).toEqual([])
})

test('only the runtime package imports OpenTelemetry, and only by its module that is loaded where something is traced', () => {
  const importers = sources.filter(
    source => /from '@opentelemetry\//.test(withoutTypes(source.text)) && !isTest(source),
  )
  expect(pathsOf(importers)).toEqual(['packages/runtime/src/tracing/otlp-tracing.ts'])
})

test('only the entry points read the environment', () => {
  const readers = sources.filter(source => /\bprocess\.env\b/.test(source.text) && !isTest(source))
  expect(pathsOf(readers).sort()).toEqual([
    'apps/cli/src/dead-letters.ts',
    'apps/cli/src/mail.ts',
    'apps/cli/src/migrate.ts',
    'apps/cli/src/pauses.ts',
    'apps/cli/src/users.ts',
    'apps/local/src/beside/main.ts',
    'apps/local/src/main.ts',
    'apps/local/src/token.ts',
    'packages/runtime/src/run-app.ts',
  ])
})

test('packages import neither each other nor an app', () => {
  const found = importing(...packages, ...apps).filter(({ workspace }) => workspace.startsWith('packages/'))
  expect(pathsOf(found)).toEqual([])
})

test('apps never import an app', () => {
  expect(pathsOf(importing(...apps))).toEqual([])
})

test('no relative import leaves its workspace', () => {
  const escaping = sources.filter(({ path, workspace, imports }) =>
    imports.some(module => module.startsWith('.') && !join(path, '..', module).startsWith(`${workspace}/`)),
  )
  expect(pathsOf(escaping)).toEqual([])
})

test('redeem and bounces do not import the queue', () => {
  const found = importing('@passlink/queue').filter(({ workspace }) =>
    ['apps/redeem', 'apps/bounces'].includes(workspace),
  )
  expect(pathsOf(found)).toEqual([])
})
