import { setTimeout as pause } from 'node:timers/promises'
import { createExchange } from '@passlink/worker'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../servers/free-port.ts'
import { startWebhookReceiver, type WebhookReceiver, type WebhookReply } from '../servers/webhook-receiver.ts'

const secrets = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`]
const reported = {
  deliveryId: 'one',
  userId: 'alice',
  organizationId: 'acme',
  event: { type: 'delivery.sent', at: '2026-11-23T06:00:00.000000Z', data: {} },
}
const briefMs = 300
const MiB = 2 ** 20

let receiver: WebhookReceiver
beforeEach(async () => {
  receiver = await startWebhookReceiver()
})
afterEach(() => receiver.stop())

const never = new AbortController().signal
const exchange = (limitMs?: number) =>
  createExchange({ url: receiver.url, secrets }, never, limitMs)(reported)
const answered = (status: number) => ({ status, detail: `answered ${status}`, retryAfterMs: null })

/** Pieces, each after a pause. */
async function* pieces(piece: string, everyMs: number, count = Number.POSITIVE_INFINITY) {
  for (let left = count; left > 0; left -= 1) {
    await pause(everyMs)
    yield piece
  }
}

/** Writes pieces for as long as the connection is open. */
const writing =
  (begin: string, piece: string, everyMs: number): WebhookReply =>
  socket => {
    socket.write(begin)
    const timer = setInterval(() => socket.write(piece), everyMs)
    socket.on('error', () => {}).on('close', () => clearInterval(timer))
  }

describe('the status is the answer, whatever becomes of the body', () => {
  test.each([
    ['comes byte by byte without end', { status: 200, body: pieces('x', 10) }],
    ['never comes', { status: 503, body: pieces('x', 60_000) }],
  ])('if it %s: the time limit of the exchange is one for all of it', async (_, reply) => {
    receiver.script.push(reply)
    expect(await exchange(briefMs)).toEqual(answered(reply.status))
  })

  test('if it has no end: little of it is read', async () => {
    let bytes = 0
    async function* endless() {
      for (const piece = 'x'.repeat(65_536); ; bytes += piece.length) yield piece
    }
    receiver.script.push({ status: 500, body: endless() })
    expect(await exchange(2_000)).toEqual(answered(500))
    expect(bytes).toBeLessThan(64 * MiB)
  })

  test.each([
    ['is cut off', { 'content-length': '100' }],
    ['is no gzip although it is said to be', { 'content-encoding': 'gzip' }],
  ])('if it %s', async (_, headers) => {
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    receiver.script.push(socket => socket.end(`HTTP/1.1 404 Not Found\r\n${head.join('')}\r\nhalf`))
    expect(await exchange(briefMs)).toEqual(answered(404))
  })
})

describe('without a status there is a reason, without the address of the endpoint', () => {
  test.each<[string, WebhookReply, string]>([
    ['says nothing', () => {}, 'no answer within 0.3 s'],
    ['never ends its headers', writing('HTTP/1.1 200 OK\r\n', 'a', 10), 'no answer within 0.3 s'],
    [
      'sends headers without measure',
      writing('HTTP/1.1 200 OK\r\n', 'a: b\r\n'.repeat(10_000), 1),
      'could not be reached (UND_ERR_HEADERS_OVERFLOW)',
    ],
    [
      'speaks something else',
      socket => socket.end('220 smtp.example ESMTP\r\n'),
      'could not be reached (HPE_INVALID_CONSTANT)',
    ],
  ])('if the endpoint %s', async (_, reply, detail) => {
    receiver.script.push(reply)
    expect(await exchange(briefMs)).toEqual({ status: null, detail, retryAfterMs: null })
  })

  test('if nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/hook`
    expect(await createExchange({ url, secrets }, never)(reported)).toMatchObject({
      status: null,
      detail: 'could not be reached (ECONNREFUSED)',
    })
  })
})

test.each([301, 302, 303, 307, 308])('a redirect %i is not followed', async status => {
  const elsewhere = await startWebhookReceiver()
  try {
    receiver.script.push({ status, headers: { location: elsewhere.url } })
    expect(await exchange()).toEqual(answered(status))
    expect(elsewhere.received).toEqual([])
  } finally {
    await elsewhere.stop()
  }
})

test('a connection serves one webhook after another, whatever the answers', async () => {
  const statuses = [200, 204, 302, 400, 401, 404, 408, 410, 429, 500, 503]
  for (const status of [...statuses, ...statuses]) {
    const body = pieces('x'.repeat(1_000), 5, 3)
    receiver.script.push(status === 204 ? { status } : { status, body })
    expect(await exchange()).toMatchObject({ status })
  }
  expect(receiver.received).toHaveLength(2 * statuses.length)
  // A second one is opened if the first is not free yet when the body has been read.
  expect(receiver.connections).toBeLessThanOrEqual(2)
})

test('`Retry-After` counts, in seconds or as a date, with any answer but 2xx and 410', async () => {
  const after = (status: number, field: string) => {
    receiver.script.push({ status, headers: { 'retry-after': field } })
    return exchange()
  }
  for (const status of [404, 429, 500, 503])
    expect(await after(status, '120')).toEqual({
      status,
      detail: `answered ${status}, retry after 120 seconds`,
      retryAfterMs: 120_000,
    })
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString()
  expect((await after(503, inAnHour)).retryAfterMs).toBeCloseTo(3_600_000, -5)
  for (const status of [200, 410]) expect((await after(status, '120')).retryAfterMs).toBeNull()
})
