import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkInState } from '../link-in-state.ts'
import { createLogLines } from '../log-lines.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { startTraceReceiver, type TraceReceiver } from '../servers/trace-receiver.ts'
import { caller } from './read-spans.ts'

const { log, lines } = createLogLines()
let passlink: Passlink
let gate: Gate
let receiver: TraceReceiver
beforeAll(async () => {
  receiver = await startTraceReceiver()
  passlink = await createLocalhostPasslink({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, log)
  gate = await openGate(passlink.database.url)
  passlink.environment.DATABASE_URL = gate.url
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
  await receiver?.stop()
})

const linesOf = (message: string) => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === message)

const errorLevel = 50

const failed = (requestId: unknown) => ({
  level: errorLevel,
  requestId,
  trace_id: caller.traceId,
  err: expect.objectContaining({ message: expect.stringMatching(/\S/) }),
})

/** Makes a request while the database is away. */
async function whileAway<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  await gate.shut()
  try {
    return await ask()
  } finally {
    await gate.open()
  }
}

test('a fault in a route that is no call is logged as an error, with its cause, request and trace', async () => {
  const api = await passlink.startApi()
  const authorization = `Bearer ${await passlink.issuer.token('alice')}`
  const url = `http://127.0.0.1:${api.port}/v1/links/0197a3c0-0000-7000-8000-000000000000`
  const see = (requestId: string) =>
    fetch(url, { headers: { authorization, traceparent: caller.traceParent, 'x-request-id': requestId } })
  expect((await see('nothing-wrong')).status).toBe(404)
  expect(linesOf('request failed')).toEqual([])
  expect((await whileAway(() => see('away'))).status).toBe(503)
  expect(linesOf('request failed')).toEqual([expect.objectContaining(failed('away'))])
  const refused = linesOf('refused').map(line => [line.requestId, line.reason, line.trace_id])
  expect(refused).toEqual([
    ['nothing-wrong', 'linkUnknown', caller.traceId],
    ['away', 'unavailable', caller.traceId],
  ])
  await api.stop()
})

test('a step that fails is logged with its trace, as is one that is refused', async () => {
  const redeem = await passlink.startRedeem()
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  const headers = { traceparent: caller.traceParent }
  lines.length = 0
  const { status } = await whileAway(() => steps.options(linkId, undefined, headers))
  expect(status).toBe(503)
  expect(linesOf('request failed')).toEqual([expect.objectContaining(failed(expect.stringMatching(/\S/)))])
  expect((await steps.options(linkId, 'wrong', headers)).status).toBeLessThan(500)
  expect(linesOf('request refused')).toMatchObject([{ trace_id: caller.traceId }])
  await redeem.stop()
})
