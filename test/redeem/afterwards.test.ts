import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { linkInState } from '../link-in-state.ts'
import { backends, createPasslink, type Passlink } from '../passlink.ts'
import { createSteps } from '../redeem-steps.ts'
import { freePort } from '../servers/free-port.ts'

describe.each(backends)('with the queue in $backend', ({ backend, available }) => {
  let passlink: Passlink
  afterEach(() => passlink?.stop())

  test.runIf(available)(
    'an added passkey is announced by one mail, is in the list and can be removed from it',
    async () => {
      passlink = await createPasslink(backend)
      const port = await freePort()
      Object.assign(passlink.environment, { REDEEM_PORT: `${port}`, PUBLIC_URL: `http://localhost:${port}` })
      const [api] = await Promise.all([passlink.startApi(), passlink.startWorker(), passlink.startRedeem()])
      const { register, complete } = createSteps(passlink)
      const linkId = await linkInState(passlink.database, 'open')
      const { status, body } = await complete(linkId, await register(linkId), { device: 'iphone' })
      expect(status).toBe(200)

      const { relay, database } = passlink
      await eventually(() => expect(relay.mails).toHaveLength(1))
      const [mail] = relay.mails
      expect(mail?.envelope.to).toBe('alice@acme.example')
      expect(mail?.text).toContain(body.passkey.name)
      expect(mail?.text).toMatch(/\d{4}.*UTC/)
      expect(mail?.text).toMatch(/if this wasn’t you/i)
      await eventually(async () =>
        expect(await database.sql`select kind, status from deliveries`).toEqual([
          { kind: 'notice', status: 'sent' },
        ]),
      )

      const headers = { authorization: `Bearer ${await passlink.issuer.token('alice')}` }
      const passwordless = `http://127.0.0.1:${api.port}/auth/v1/users/me/passwordless`
      const list = async () => (await fetch(`${passwordless}/_search`, { method: 'POST', headers })).json()
      const { credentialId, name } = body.passkey
      expect(await list()).toMatchObject({
        result: [{ id: credentialId, state: 'AUTH_FACTOR_STATE_READY', name }],
      })
      const removed = await fetch(`${passwordless}/${credentialId}`, { method: 'DELETE', headers })
      expect(removed.status).toBe(200)
      expect((await list()).result ?? []).toEqual([])
      expect(relay.mails).toHaveLength(1)
    },
  )

  test.runIf(available)('a notice that the relay defers is retried', async () => {
    passlink = await createPasslink(backend)
    const port = await freePort()
    Object.assign(passlink.environment, { REDEEM_PORT: `${port}`, PUBLIC_URL: `http://localhost:${port}` })
    passlink.relay.script.rcpt.push('451 4.7.1 later')
    await Promise.all([passlink.startWorker(), passlink.startRedeem()])
    const { register, complete } = createSteps(passlink)
    const linkId = await linkInState(passlink.database, 'open')
    await complete(linkId, await register(linkId))
    await eventually(() => expect(passlink.relay.mails).toHaveLength(1))
    expect(await passlink.database.sql`select outcome from attempts order by number`).toMatchObject([
      { outcome: 'deferred' },
      {},
    ])
  })
})
