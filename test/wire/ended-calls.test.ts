import { catalogFor } from '@passlink/messages'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { delayIntrospection } from './delay-introspection.ts'
import { encodings } from './encodings.ts'
import { callers } from './hang-up.ts'
import { lockAlice } from './lock-alice.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let api: { port: number }
let headers: Record<string, string>
let lines: string[]
beforeEach(async () => {
  const logged = createLogLines()
  lines = logged.lines
  passlink = await createPasslink('postgres', logged.log)
  api = await passlink.startApi()
  headers = await tokenFor(passlink, 'alice')
})
afterEach(() => passlink?.stop())

const links = () => passlink.database.sql`select id from links`

const passedDeadline = { 'grpc-timeout': '0m', 'connect-timeout-ms': '0' }

test.each(encodings)(
  'a call in $name whose deadline has passed records nothing and is answered with this error',
  async ({ ask }) => {
    const message = catalogFor(['en']).errors.deadlineExceeded
    expect(await ask(api, { headers: { ...headers, ...passedDeadline } })).toMatchObject({
      code: 4,
      message: `${message} (CALL-d34dL)`,
      details: [{ id: 'CALL-d34dL', message }],
    })
    expect(await links()).toEqual([])
  },
)

const statusOf = (requestId: string) => {
  const ends = lines.map(line => JSON.parse(line)).filter(line => line.msg === 'call')
  return ends.find(line => line.requestId === requestId)?.status
}

test.each(Object.keys(callers))(
  'a call in %s that is disconnected while its token is checked is cancelled, and nothing is recorded',
  async encoding => {
    const tokens = delayIntrospection(passlink)
    api = await passlink.startApi()
    let tries = 0
    // The api may receive the answer about the token before it notices the disconnection.
    await eventually(async () => {
      tries += 1
      const requestId = `gone-${tries}`
      const authorization = `Bearer opaque-${tries}`
      const disconnect = callers[encoding]?.({ port: api.port, requestId, authorization })
      await eventually(() => expect(tokens.requestCount()).toBe(tries))
      await disconnect?.()
      tokens.release()
      await eventually(() => expect(statusOf(requestId)).toBeDefined())
      expect(statusOf(requestId)).toBe('cancelled')
    })
    const recorded = await passlink.database
      .sql`select id from deliveries where request_id = ${`gone-${tries}`}`
    expect(recorded).toEqual([])
  },
)

test.each(Object.keys(callers))(
  'a call in %s that is disconnected while it waits for a locked row is cancelled, and nothing is recorded later',
  async encoding => {
    const { sql } = passlink.database
    const authorization = headers.authorization as string
    let tries = 0
    // The api may notice first that it did not get its lock in time.
    await eventually(async () => {
      tries += 1
      const requestId = `gone-${tries}`
      const unlock = await lockAlice(passlink)
      const disconnect = callers[encoding]?.({ port: api.port, requestId, authorization })
      await eventually(async () =>
        expect(
          await sql`
            select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        ).toHaveLength(1),
      )
      await disconnect?.()
      await eventually(() => expect(statusOf(requestId)).toBeDefined())
      await unlock()
      expect(statusOf(requestId)).toBe('cancelled')
    })
    const next = await encodings[0]?.ask(api, { headers })
    expect(next?.code).toBe(0)
    expect(await sql`select request_id from deliveries`).toEqual([
      { request_id: next?.headers.get('x-request-id') },
    ])
  },
)
