import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createLogger, openTracing, type Tracing } from '@passlink/runtime'

/**
 * Prints the processor time of the spans of a mail, from the call to the relay's answer, with their export; the receiver is
 * another process. `node --import tsx test/bench/tracing-cost.ts`
 */
const mails = 20_000
const mailsAtOnce = 50

const receiver = spawn(process.execPath, [
  '-e',
  `const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.end()))
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))`,
])
const [port] = await once(receiver.stdout, 'data')
const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${Number(port)}`, STOP_TIMEOUT: 25_000 }
const sampled = await openTracing('bench', settings, createLogger('bench', 'warn'))
const unsampled = await openTracing(
  'bench',
  { ...settings, OTEL_TRACES_SAMPLER: 'always_off' },
  createLogger('bench', 'warn'),
)

async function measure(tracing: Tracing): Promise<number> {
  const before = process.cpuUsage()
  for (let mail = 0; mail < mails; mail += 1) {
    traceOneMail(tracing)
    if (mail % mailsAtOnce === 0) await pause(5)
  }
  await tracing.stop()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / mails
}

function traceOneMail(tracing: Tracing) {
  const call = tracing.begin('POST /users/me/passwordless/_send_link', {
    kind: 'server',
    attributes: { 'http.request.method': 'POST', 'http.route': '/users/me/passwordless/_send_link' },
  })
  for (const part of ['record', 'enqueue']) call.begin(part).end()
  call.end({ attributes: { 'http.response.status_code': 200 } })
  const attempt = tracing.begin('attempt link', { kind: 'consumer', parent: call.traceParent })
  for (const part of ['claim', 'render', 'settle']) attempt.begin(part).end()
  const send = attempt.begin('send', { kind: 'client' })
  for (const phase of ['mail', 'rcpt', 'data', 'block', 'dot']) send.enter(phase)
  send.end({ attributes: { 'passlink.outcome': 'accepted', 'passlink.smtp_code': 250 } })
  attempt.end({ attributes: { 'passlink.outcome': 'accepted', 'passlink.status': 'sent' } })
}

for (const [name, tracing] of [
  ['sampled', sampled],
  ['not sampled', unsampled],
] as const)
  if (tracing) console.log(`${name}: ${(await measure(tracing)).toFixed(0)} µs a mail`)
receiver.kill()
