import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { delayIntrospection } from './delay-introspection.ts'
import { overHttp1 } from './hang-up.ts'
import { lockAlice } from './lock-alice.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
})
afterEach(() => passlink?.stop())

const json = { type: 'application/json', body: Buffer.from('{"organizationId":"acme","displayName":"Bob"}') }
const logged = (requestId: string) =>
  lines.map(line => JSON.parse(line)).filter(line => line.requestId === requestId)

test('a removal whose caller disconnects while the passkey is locked removes nothing', async () => {
  const { sql } = passlink.database
  await sql`
    insert into passkeys (
      credential_id, user_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
      attestation_format, attestation, origin, rp_id, name
    ) values (
      'one', 'alice', '\\x00', 0, '{}', false, false, gen_random_uuid(),
      'none', '', 'https://passlink.example', 'passlink.example', 'Phone'
    )`
  const sessions = (which: ReturnType<typeof sql>) => sql`
    select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${which}`
  const api = await passlink.startApi()
  const { authorization } = await tokenFor(passlink, 'alice')
  const remove = overHttp1({ ...json, method: 'DELETE', path: '/auth/v1/users/me/passwordless/one' })
  let tries = 0
  // The api may notice first that it did not get its lock in time.
  await eventually(async () => {
    tries += 1
    const requestId = `gone-${tries}`
    const unlock = await lockAlice(passlink, 'passkeys')
    const disconnect = remove({ port: api.port, requestId, authorization })
    await eventually(async () => expect(await sessions(sql`wait_event_type = 'Lock'`)).toHaveLength(1))
    await disconnect()
    await eventually(() => expect(logged(requestId)).not.toEqual([]))
    await unlock()
    expect(logged(requestId)).toContainEqual(expect.objectContaining({ status: 'cancelled' }))
  })
  await eventually(async () => expect(await sessions(sql`xact_start is not null`)).toEqual([]))
  expect(await sql`select name from passkeys`).toEqual([{ name: 'Phone' }])
  expect(await sql`select from events`).toEqual([])
})

test('a user whose service disconnects while its token is checked is not saved', async () => {
  const tokens = delayIntrospection(passlink)
  const api = await passlink.startApi()
  let tries = 0
  // The api may receive the answer about the token before it notices the disconnection.
  await eventually(async () => {
    tries += 1
    const requestId = `gone-${tries}`
    const put = overHttp1({ ...json, method: 'PUT', path: `/v1/users/${requestId}` })
    const disconnect = put({ port: api.port, requestId, authorization: `Bearer opaque-${tries}` })
    await eventually(() => expect(tokens.requestCount()).toBe(tries))
    await disconnect()
    tokens.release()
    await eventually(() => expect(logged(requestId)).toMatchObject([{ reason: 'cancelled' }]), 1_000)
  })
  expect(await passlink.database.sql`select from users where id = ${`gone-${tries}`}`).toEqual([])
})
