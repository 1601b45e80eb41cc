import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { readinessOf } from '../metrics-of.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { frame } from './frames.ts'
import { postOverHttp2 } from './raw-http2.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
  passlink.environment.DATABASE_URL = `${passlink.database.url}?application_name=counted`
})
afterEach(() => passlink?.stop())

test('health is read over a connection that no call uses, by /readyz and by gRPC', async () => {
  const api = await passlink.startApi()
  const path = '/grpc.health.v1.Health/Check'
  const headers = { 'content-type': 'application/grpc', te: 'trailers' }
  const token = await passlink.issuer.token('alice')
  const lastStatements = async () =>
    (await passlink.database.sql`select query from pg_stat_activity where application_name = 'counted'`).map(
      ({ query }) => query as string,
    )
  await eventually(async () => expect((await readinessOf(api)).status).toBe(200))
  const [ready, checked] = await Promise.all([
    fetch(`http://127.0.0.1:${api.port}/readyz`),
    postOverHttp2(api, { path, headers, body: frame(Buffer.alloc(0)) }),
  ])
  expect([ready.status, checked.trailers['grpc-status']]).toEqual([200, '0'])
  const answers = await Promise.all(Array.from({ length: 20 }, () => askForLink(api, token)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  const statements = await lastStatements()
  expect(statements.filter(text => text.includes('__drizzle_migrations'))).toHaveLength(1)
  expect(statements.filter(text => text === 'commit').length).toBeGreaterThan(0)
})
