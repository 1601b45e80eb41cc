import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { post } from '../call.ts'
import { eventually } from '../eventually.ts'
import { codeOf, linkInState } from '../link-in-state.ts'
import { askForLink, type Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps } from '../redeem-steps.ts'
import { type ReceivedSpan, startTraceReceiver, type TraceReceiver } from '../servers/trace-receiver.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../servers/webhook-receiver.ts'
import { caller, kinds, namesOf, numberOf, readSpans, settingsWith } from './read-spans.ts'

const { traceId, parentId, traceParent } = caller

let passlink: Passlink
let endpoint: WebhookReceiver
beforeAll(async () => {
  endpoint = await startWebhookReceiver()
  passlink = await createLocalhostPasslink(settingsWith(endpoint.url))
})
afterAll(async () => {
  await passlink?.stop()
  await endpoint?.stop()
})

let receiver: TraceReceiver
beforeEach(async () => {
  receiver = await startTraceReceiver()
  passlink.environment.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url
  passlink.relay.mails.length = 0
  endpoint.received.length = 0
})
afterEach(() => receiver?.stop())

const { named, only, childrenOf, expectNothingSecret } = readSpans(() => receiver)

const mailedCode = () => passlink.relay.mails[0]?.text?.match(/#(\S+)/)?.[1]

test('a call is one trace, that of its caller, to the answer of the relay and of the endpoint, with every retry', async () => {
  passlink.relay.script.rcpt.push('451 4.7.1 <alice@acme.example> is greylisted by the moon')
  const [api, worker] = [await passlink.startApi(), await passlink.startWorker()]
  const token = await passlink.issuer.token('alice')
  const answer = await askForLink(api, token, { headers: { traceparent: traceParent } })
  expect(answer.status).toBe(200)
  await eventually(() => expect(endpoint.received).toHaveLength(1))
  await Promise.all([api.stop(), worker.stop()])

  expect(new Set(receiver.spans().map(span => span.traceId))).toEqual(new Set([traceId]))
  const call = only('POST /users/me/passwordless/_send_link')
  expect(call).toMatchObject({
    service: 'passlink-api',
    parentSpanId: parentId,
    kind: kinds.server,
    isError: false,
  })
  expect(call.attributes).toMatchObject({
    'http.route': '/users/me/passwordless/_send_link',
    'http.response.status_code': 200,
    'rpc.method': 'SendMyPasswordlessLink',
    'passlink.outcome': 'recorded',
  })
  const causes = ['attempt link', 'attempt link', 'attempt webhook', 'enqueue', 'record']
  expect(namesOf(childrenOf(call))).toEqual(causes)
  expect(only('enqueue').kind).toBe(kinds.producer)

  const [first, second] = named('attempt link').sort((a, b) => numberOf(a) - numberOf(b)) as [
    ReceivedSpan,
    ReceivedSpan,
  ]
  const { 'passlink.delivery': delivery } = call.attributes
  for (const attempt of [first, second]) {
    expect(attempt).toMatchObject({ service: 'passlink-worker', kind: kinds.consumer })
    expect(attempt.attributes).toMatchObject({ 'passlink.delivery': delivery, 'passlink.kind': 'link' })
    expect(namesOf(childrenOf(attempt))).toEqual(['claim', 'render', 'send', 'settle'])
  }
  expect([numberOf(first), numberOf(second)]).toEqual([1, 2])
  expect(first).toMatchObject({
    isError: true,
    attributes: {
      'error.type': 'deferred',
      'passlink.status': 'waiting',
      'passlink.smtp_code': 451,
      'passlink.enhanced_code': '4.7.1',
      'passlink.command': 'rcpt',
    },
  })
  expect(second).toMatchObject({
    isError: false,
    attributes: { 'passlink.outcome': 'accepted', 'passlink.status': 'sent' },
  })
  const [refused, accepted] = [first, second].map(attempt =>
    childrenOf(attempt).find(({ name }) => name === 'send'),
  )
  expect(refused?.events).toEqual(['connect', 'greeting', 'login', 'mail', 'rcpt'])
  expect(accepted?.events.slice(-5)).toEqual(['mail', 'rcpt', 'data', 'block', 'dot'])
  expect(accepted).toMatchObject({
    kind: kinds.client,
    attributes: { 'server.address': '127.0.0.1', 'server.port': passlink.relay.port },
  })
  expectNothingSecret(token, mailedCode())
})

test('a malformed traceparent begins a new trace, and of one that is not sampled nothing is exported', async () => {
  const [api, worker] = [await passlink.startApi(), await passlink.startWorker()]
  const authorization = `Bearer ${await passlink.issuer.token('alice')}`
  const path = '/zitadel.auth.v1.AuthService/SendMyPasswordlessLink'
  const call = (given: string) =>
    post(api, {
      path,
      headers: { authorization, 'content-type': 'application/json', traceparent: given },
      body: '{}',
    })
  const unsampled = '4bf92f3577b34da6a3ce929d0e0e4736'
  for (const given of [`00-${traceId}-${'0'.repeat(16)}-01`, `00-${unsampled}-${parentId}-00`])
    expect((await call(given)).status).toBe(200)
  await eventually(() => expect(endpoint.received).toHaveLength(2))
  const stored = await passlink.database
    .sql`select trace_parent from deliveries where kind = 'link' order by id desc limit 1`
  await Promise.all([api.stop(), worker.stop()])

  expect(stored[0]?.trace_parent).toMatch(new RegExp(`^00-${unsampled}-[0-9a-f]{16}-00$`))
  const begun = only('zitadel.auth.v1.AuthService/SendMyPasswordlessLink')
  expect(begun).toMatchObject({ parentSpanId: undefined, attributes: { 'rpc.system': 'connect_rpc' } })
  expect(new Set(receiver.spans().map(span => span.traceId))).toEqual(new Set([begun.traceId]))
  expect(begun.traceId).not.toBe(traceId)
  expect([named('attempt link'), named('attempt webhook')].map(({ length }) => length)).toEqual([1, 1])
  const told = endpoint.received.map(({ headers }) => headers.traceparent?.slice(0, 36))
  expect(told.sort()).toEqual([`00-${begun.traceId}-`, `00-${unsampled}-`].sort())
})

test('what redeeming a link causes is in the trace of the request, and the endpoint is told which', async () => {
  const [redeem, worker] = [await passlink.startRedeem(), await passlink.startWorker()]
  const steps = createSteps(passlink)
  const linkId = await linkInState(passlink.database, 'open')
  const registration = await steps.register(linkId)
  const headers = { traceparent: traceParent }
  expect((await steps.complete(linkId, registration, {}, headers)).status).toBe(200)
  await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
  await eventually(() => expect(endpoint.received).toHaveLength(1))
  await Promise.all([redeem.stop(), worker.stop()])

  const request = only('POST /l/:id/passkey')
  expect(request).toMatchObject({ service: 'passlink-redeem', traceId, parentSpanId: parentId, kind: 2 })
  expect(request.attributes).toMatchObject({ 'http.route': '/l/:id/passkey' })
  expect(namesOf(childrenOf(request))).toEqual(['attempt notice', 'attempt webhook'])
  const exchange = childrenOf(only('attempt webhook')).find(({ name }) => name === 'POST') as ReceivedSpan
  expect(exchange).toMatchObject({ kind: kinds.client, attributes: { 'http.response.status_code': 204 } })
  expect(endpoint.received[0]?.headers.traceparent).toBe(`00-${traceId}-${exchange.spanId}-01`)
  expectNothingSecret(linkId, codeOf(passlink, linkId), registration.id, mailedCode())
})
