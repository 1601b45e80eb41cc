import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { saveUsers } from '@passlink/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { alice } from '../people.ts'

type Json = Record<string, unknown>
type Operation = {
  operationId: string
  parameters?: { name?: string; in?: string; example?: string; $ref?: string }[]
  requestBody?: { content: { 'application/json': { examples: Record<string, { value: object }> } } }
  responses: Record<string, { $ref?: string; content?: { 'application/json': { schema: Json } } }>
}
type Description = {
  openapi: string
  info: Json
  paths: Record<string, Record<string, Operation>>
  components: Json
}

let passlink: Passlink
let origin: string
let description: Description
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  passlink.environment.RETURN_LINKS = 'true'
  passlink.environment.ALLOWED_ORIGINS = 'https://app.example.com'
  await saveUsers(passlink.database.db, [{ ...alice, id: 'helper' }])
  origin = `http://127.0.0.1:${(await passlink.startApi()).port}`
  description = await (await fetch(`${origin}/openapi.json`)).json()
  const claims = { 'urn:zitadel:iam:org:project:roles': ['passlink.help-desk'] }
  authorization = `Bearer ${await passlink.issuer.token('helper', { claims })}`
})
afterAll(() => passlink?.stop())

const operations = () =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => ({ path, verb: verb.toUpperCase(), operation })),
  )

test('every route in the sources is described', () => {
  const folder = fileURLToPath(new URL('../../apps/api/src', import.meta.url))
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.startsWith('docs/') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const routes = [...text.matchAll(/'(\/(?:v1|v2|auth|management|users)\/[^' ]+)'/g)].map(([, path]) =>
    (path as string).replace(/:(\w+)(\{[^}]*\})?/g, '{$1}'),
  )
  expect(routes.length).toBeGreaterThan(10)
  expect(routes.filter(route => !(route in description.paths))).toEqual([])
})

test('every described route exists, with exactly the described methods', async () => {
  for (const [path, item] of Object.entries(description.paths)) {
    const at = `${origin}${path.replace(/\{\w+\}/g, 'x')}`
    const response = await fetch(at, { method: 'PATCH', headers: { authorization } })
    if (['/healthz', '/readyz'].includes(path)) {
      await eventually(async () => expect((await fetch(at)).status).toBe(200))
      continue
    }
    expect(response.status, path).toBe(405)
    const allowed = (response.headers.get('allow') ?? '').split(', ').filter(method => method !== 'HEAD')
    const shared = Object.entries(description.paths)
      .filter(([other]) => matches(other, path))
      .flatMap(([, { ...methods }]) => Object.keys(methods))
    expect(allowed.sort(), path).toEqual([...new Set(shared)].map(method => method.toUpperCase()).sort())
    expect(Object.keys(item).length).toBeGreaterThan(0)
  }
})

/** Whether a request to `path` also matches the template `other`. */
function matches(other: string, path: string): boolean {
  return new RegExp(`^${other.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.replace(/\{\w+\}/g, 'x'))
}

test('it is OpenAPI 3.1 with unique names, resolvable references and the parameters of the paths', () => {
  expect(description.openapi).toMatch(/^3\.1\./)
  expect(description.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
  const ids = operations().map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, at]) => at as string,
  )
  expect(references.length).toBeGreaterThan(0)
  for (const reference of references)
    expect(
      reference.split('/').reduce<unknown>((part, name) => (part as Json)?.[name], description),
    ).toBeDefined()
  for (const { path, operation } of operations()) {
    const named = (operation.parameters ?? [])
      .filter(parameter => parameter.in === 'path')
      .map(({ name }) => name)
    expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    for (const status of Object.keys(operation.responses)) expect(status).toMatch(/^[1-5]\d\d$/)
  }
})

test('every example can be sent unchanged, and is answered as described', async () => {
  let sent = 0
  for (const { path, verb, operation } of operations()) {
    const body = operation.requestBody?.content['application/json']
    if (verb !== 'POST' || !body?.examples) continue
    for (const { value } of Object.values(body.examples)) {
      const at = path.replace(
        '{userId}',
        operation.parameters?.find(({ name }) => name === 'userId')?.example ?? '',
      )
      const response = await fetch(`${origin}${at}`, {
        method: verb,
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(value),
      })
      expect(response.status, `${path} ${JSON.stringify(value)}`).toBe(200)
      expectShape(
        await response.json(),
        operation.responses['200']?.content?.['application/json'].schema as Json,
      )
      sent += 1
    }
  }
  expect(sent).toBeGreaterThanOrEqual(11)
})

function expectShape(value: unknown, schema: Json): void {
  if (schema.type === 'string') {
    expect(typeof value).toBe('string')
    if (schema.pattern) expect(value).toMatch(new RegExp(schema.pattern as string))
  }
  if (schema.type === 'array') for (const item of value as unknown[]) expectShape(item, schema.items as Json)
  if (schema.type !== 'object') return
  for (const [name, content] of Object.entries(value as Json)) {
    expect(schema.properties).toHaveProperty(name)
    expectShape(content, (schema.properties as Record<string, Json>)[name] as Json)
  }
}
