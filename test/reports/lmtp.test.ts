import { parseBounceAddress, parseKeyRing, returnPathFor } from '@passlink/store'
import fc from 'fast-check'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bounceSettings } from '../bounce-settings.ts'
import { claim, recordForAlice } from '../deliveries.ts'
import { createLogLines } from '../log-lines.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { type Gate, openGate } from '../servers/gate.ts'

const { log, lines: logged } = createLogLines()
let passlink: Passlink
let gate: Gate
let port: number
beforeAll(async () => {
  passlink = await createPasslink('postgres', log)
  gate = await openGate(passlink.database.url)
  const { lmtpPort } = await passlink.startBounces({ DATABASE_URL: gate.url })
  port = lmtpPort ?? 0
})
afterAll(async () => {
  await passlink?.stop()
  await gate?.shut()
})
beforeEach(async () => {
  await passlink.database.sql`delete from links`
  await passlink.database.sql`delete from suppressions`
})

const bounceAddress = () => parseBounceAddress(bounceSettings.BOUNCE_ADDRESS)
const returnPath = (deliveryId: string) =>
  returnPathFor(bounceAddress(), parseKeyRing(bounceSettings.BOUNCE_KEYS), deliveryId)

async function mailedDelivery(): Promise<string> {
  const [link] = await recordForAlice(passlink.database.db, 1)
  const { deliveryId } = await claim(
    passlink.database.db,
    link && 'deliveryId' in link ? (link.deliveryId ?? '') : '',
  )
  await passlink.database.sql`
    update deliveries set status = 'sent', sent_at = now(), claimed_until = null where id = ${deliveryId}`
  return deliveryId
}

const lines = (...all: string[]) => all.join('\r\n')

/** A report of a mail server that it could not deliver a mail. */
const bounce = ({ action = 'failed', status = '5.1.1', code = '550 5.1.1 no such user' } = {}) =>
  lines(
    'From: MAILER-DAEMON@mx.example',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'It did not work.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; alice@acme.example',
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${code}`,
    '',
    '--b--',
    '',
  )

const complaint = (from: string) =>
  lines(
    'From: fbl@provider.example',
    'Subject: FW: a link',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Provider/1.0',
    'Version: 1',
    `Original-Mail-From: <${from}>`,
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'From: no-reply@passlink.example',
    'Subject: a link',
    '',
    'Text',
    '--b--',
    '',
  )

/** Delivers a mail by LMTP as a mail server does. Resolves to the reply, or rejects with it. */
async function deliverTo(port: number, mail: string, to: string[]): Promise<string> {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, lmtp: true })
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect(error => (error ? reject(error) : resolve()))
    })
    return await new Promise((resolve, reject) =>
      connection.send({ from: '', to }, mail, (error, info) =>
        error
          ? reject(error)
          : info.rejected.length > 0
            ? reject(info.rejectedErrors?.[0])
            : resolve(info.response),
      ),
    )
  } finally {
    connection.close()
  }
}

const deliver = (mail: string, ...to: string[]) => deliverTo(port, mail, to)

const reports = async () =>
  (await passlink.database.sql`select id, reports from deliveries where reports is not null`).map(row => [
    row.id,
    Object.keys(row.reports),
  ])
const suppressed = async () => (await passlink.database.sql`select from suppressions`).length

test('a bounce to the return path of a mail is recorded and suppresses the address', async () => {
  const deliveryId = await mailedDelivery()
  await deliver(bounce(), returnPath(deliveryId))
  expect(await reports()).toEqual([[deliveryId, ['bounced']]])
  expect(await suppressed()).toBe(1)
})

test('no line of the log shows an address, of a report that is believed nor of one that is not', async () => {
  await deliver(bounce(), returnPath(await mailedDelivery()))
  await deliver(bounce(), 'bounce@passlink.example')
  await deliver(complaint('bounce+x@passlink.example'), 'bounce@passlink.example')
  expect(logged.join('\n')).toContain('no such user')
  expect(logged.join('\n')).toContain('a report without a valid return path')
  expect(logged.join('\n')).not.toContain('@')
})

test('a bounce to a return path of an internationalized domain is recorded', async () => {
  const { lmtpPort = 0 } = await passlink.startBounces({ BOUNCE_ADDRESS: 'bounce@bücher.example' })
  const address = parseBounceAddress('bounce@bücher.example')
  const deliveryId = await mailedDelivery()
  await deliverTo(lmtpPort, bounce(), [
    returnPathFor(address, parseKeyRing(bounceSettings.BOUNCE_KEYS), deliveryId),
  ])
  expect(await reports()).toEqual([[deliveryId, ['bounced']]])
})

test('a complaint to the address for reports is recorded by the return path that it quotes', async () => {
  const deliveryId = await mailedDelivery()
  await deliver(complaint(returnPath(deliveryId)), 'bounce@passlink.example')
  expect(await reports()).toEqual([[deliveryId, ['complained']]])
  expect(await suppressed()).toBe(1)
})

test('a delay is recorded, and changes nothing else', async () => {
  const deliveryId = await mailedDelivery()
  await deliver(bounce({ action: 'delayed', status: '4.4.1', code: '451 later' }), returnPath(deliveryId))
  expect(await reports()).toEqual([[deliveryId, ['delayed']]])
  expect(await suppressed()).toBe(0)
})

describe('nothing changes', () => {
  const vacation = lines('From: alice@acme.example', 'Subject: On vacation', '', 'Back on Monday.', '')

  test.each([
    ['a notice of a vacation', vacation],
    ['a report that a mail was delivered', bounce({ action: 'delivered', status: '2.0.0', code: '250 ok' })],
    ['a bounce for good without a status', bounce({ status: 'none', code: 'oops' })],
    ['a mail without a header', '\r\n'],
  ])('by %s, which is accepted', async (_, mail) => {
    const deliveryId = await mailedDelivery()
    await deliver(mail, returnPath(deliveryId))
    expect(await reports()).toEqual([])
    expect(await suppressed()).toBe(0)
  })

  test('by a report to an address that is no return path of ours: it is refused', async () => {
    const deliveryId = await mailedDelivery()
    const forged = returnPathFor(
      bounceAddress(),
      parseKeyRing(`x:${Buffer.alloc(32, 1).toString('base64')}`),
      deliveryId,
    )
    for (const to of [
      forged,
      'postmaster@passlink.example',
      'alice@acme.example',
      'bounce+x@passlink.example',
    ])
      await expect(deliver(bounce(), to)).rejects.toMatchObject({ response: expect.stringMatching(/^550/) })
    expect(await reports()).toEqual([])
  })

  test('by a report that quotes forged return paths', async () => {
    const deliveryId = await mailedDelivery()
    const path = returnPath(deliveryId)
    const flips = fc.tuple(fc.nat(41), fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'))
    await fc.assert(
      fc.asyncProperty(flips, async ([n, other]) => {
        const at = 'bounce+'.length + n
        fc.pre(path[at] !== other)
        await deliver(complaint(path.slice(0, at) + other + path.slice(at + 1)), 'bounce@passlink.example')
        expect(await reports()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  test('by a report that was recorded before, however often it is sent', async () => {
    const deliveryId = await mailedDelivery()
    await deliver(bounce(), returnPath(deliveryId))
    const state = () => passlink.database.sql`select reports from deliveries where id = ${deliveryId}`
    const before = await state()
    await passlink.database.sql`delete from suppressions`
    for (const code of ['550 5.1.1 no such user', '550 5.1.1 other words'])
      await deliver(bounce({ code }), returnPath(deliveryId))
    expect(await state()).toEqual(before)
    expect(await suppressed()).toBe(0)
  })

  test('in another delivery of the same person', async () => {
    const [one, other] = [await mailedDelivery(), await mailedDelivery()]
    await deliver(bounce(), returnPath(one))
    expect((await reports()).map(([id]) => id)).toEqual([one])
    expect(await passlink.database.sql`select reports from deliveries where id = ${other}`).toEqual([
      { reports: null },
    ])
  })
})

test('a report is refused for now while the database is away, and recorded when it is sent again', async () => {
  const deliveryId = await mailedDelivery()
  await gate.shut()
  await expect(deliver(bounce(), returnPath(deliveryId))).rejects.toMatchObject({
    response: expect.stringMatching(/^451/),
  })
  await gate.open()
  await expect.poll(() => deliver(bounce(), returnPath(deliveryId)).catch(() => 'again')).toMatch(/^250/)
  expect(await reports()).toEqual([[deliveryId, ['bounced']]])
})

test('a mail that is larger than a report can be is refused', async () => {
  const deliveryId = await mailedDelivery()
  await expect(
    deliver(`${bounce()}${'y'.repeat(998)}\r\n`.repeat(1_100), returnPath(deliveryId)),
  ).rejects.toMatchObject({ response: expect.stringMatching(/^552/) })
})
