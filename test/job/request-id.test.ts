import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createLogLines } from '../log-lines.ts'
import { askForLink, backends, createPasslink, type Passlink } from '../passlink.ts'
import { deliveryThatIs } from '../records.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available).each([
    { origin: 'the caller chose', headers: { 'x-request-id': 'order-4711' }, expected: /^order-4711$/ },
    { origin: 'the api made', headers: {}, expected: /^[0-9a-f-]{36}$/ },
  ])(
    'the request id that $origin is in the answer and in the worker’s log line of the attempt',
    async ({ headers, expected }) => {
      const { log, lines } = createLogLines()
      passlink = await createPasslink(backend, log)
      const api = await passlink.startApi()
      await passlink.startWorker()
      const response = await askForLink(api, await passlink.issuer.token('alice'), { headers })
      const requestId = response.headers.get('x-request-id')
      expect(requestId).toMatch(expected)

      const { id } = await deliveryThatIs('sent', passlink.database)
      const line = await eventually(() => {
        const line = lines.find(line => line.includes('attempt ended'))
        expect(line).toBeDefined()
        return JSON.parse(line as string)
      })
      expect(line).toMatchObject({
        requestId,
        deliveryId: id,
        attempt: 1,
        outcome: 'accepted',
        status: 'sent',
      })
    },
  )

  test.runIf(available)(
    'no log line contains an address, a code or a token, whatever the outcomes',
    async () => {
      const { log, lines } = createLogLines()
      passlink = await createPasslink(backend, log)
      const { relay, issuer, database } = passlink
      relay.script.rcpt.push('451 4.7.1 <alice@acme.example>: later')
      relay.script.message.push('drop', '554 5.6.0 not for alice@acme.example')
      const api = await passlink.startApi()
      await passlink.startWorker()
      const tokens = [await issuer.token('alice'), await issuer.token('alice', { expiresInSeconds: -60 })]
      const answers = await Promise.all(tokens.map(token => askForLink(api, token)))
      expect(answers.map(answer => answer.status)).toEqual([200, 401])
      await deliveryThatIs('dead', database)
      await passlink.stop()

      const code = /#([\w-]+)/.exec(relay.mails[0]?.text ?? '')?.[1] as string
      expect(code).toHaveLength(22)
      const text = lines.join('')
      expect(text.match(/attempt ended/g)).toHaveLength(3)
      for (const secret of ['alice@acme.example', code, ...tokens]) expect(text).not.toContain(secret)
    },
  )
})
