import { request } from 'node:http'
import { type Mail, startInbox } from '@passlink/local'
import { expect, onTestFinished, test } from 'vitest'
import { converse } from './smtp-conversation.ts'

async function start(options: Partial<Parameters<typeof startInbox>[0]> = {}) {
  const inbox = await startInbox({ host: '127.0.0.1', webPort: 0, smtpPort: 0, ...options })
  const smtp = await converse(inbox.smtpPort)
  onTestFinished(async () => {
    smtp.close()
    await inbox.stop()
  })
  const url = `http://localhost:${inbox.webPort}`
  const list = async (): Promise<Mail[]> => (await fetch(`${url}/api/messages`)).json()
  return { smtp, url, list, port: inbox.webPort, inbox }
}

const mail = (subject: string) =>
  `From: Passlink <no-reply@passlink.example>\r\nTo: Alice <alice@acme.example>\r\nSubject: ${subject}\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>`

test('accepted mails are in the list, newest first', async () => {
  const { smtp, list } = await start()
  expect(smtp.greeting).toMatch(/^220 /)
  expect(await smtp.send('alice@acme.example', mail('one'))).toMatch(/^250 2\.6\.0 /)
  expect(await smtp.send('bob@acme.example', mail('two'))).toMatch(/^250 2\.6\.0 /)
  const mails = await list()
  expect(mails.map(({ subject, to }) => [subject, to])).toEqual([
    ['two', ['bob@acme.example']],
    ['one', ['alice@acme.example']],
  ])
  expect(mails[0]).toMatchObject({ from: 'no-reply@passlink.example', text: '' })
  expect(mails[0]?.html.trim()).toBe('<p>Hello</p>')
  expect(mails[0]?.headers.subject).toBe('two')
  expect(new Date(mails[0]?.receivedAt ?? '').toISOString()).toBe(mails[0]?.receivedAt)
})

test('each mail is found by its id, as JSON and as the source that was sent', async () => {
  const { smtp, url, list } = await start()
  await smtp.send('alice@acme.example', mail('one'))
  const [found] = await list()
  expect(await (await fetch(`${url}/api/messages/${found?.id}`)).json()).toEqual(found)
  const source = await fetch(`${url}/api/messages/${found?.id}/source`)
  expect(source.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(await source.text()).toBe(`${mail('one')}\r\n`)
  expect((await fetch(`${url}/api/messages/none`)).status).toBe(404)
})

test('emptying deletes all mails', async () => {
  const { smtp, url, list } = await start()
  await smtp.send('alice@acme.example', mail('one'))
  expect((await fetch(`${url}/api/messages`, { method: 'DELETE' })).status).toBe(204)
  expect(await list()).toEqual([])
})

test('a recipient’s address can request a rejection or a deferral; others of the same mail are accepted', async () => {
  const { smtp, list } = await start()
  expect(await smtp.open('alice+550@acme.example')).toMatch(/^550 5\.1\.1 \w/)
  expect(await smtp.command('RCPT TO:<alice+451@acme.example>')).toMatch(/^451 4\.7\.1 \w/)
  expect(await smtp.command('DATA')).toMatch(/^503 /)
  expect(await smtp.command('RCPT TO:<bob@acme.example>')).toMatch(/^250 2\.1\.5 /)
  expect(await smtp.command('DATA')).toMatch(/^354 /)
  expect(await smtp.command(`${mail('one')}\r\n.`)).toMatch(/^250 /)
  expect((await list()).map(({ to }) => to)).toEqual([['bob@acme.example']])
})

test('a recipient’s address can request a connection cut after the final dot: no reply, but the mail is stored', async () => {
  const { smtp, list } = await start()
  expect(await smtp.open('alice+drop@acme.example')).toMatch(/^250 /)
  expect(await smtp.command('DATA')).toMatch(/^354 /)
  expect(await smtp.command(`${mail('cut')}\r\n.`)).toBeUndefined()
  expect((await list()).map(({ subject }) => subject)).toEqual(['cut'])
})

test('there is no STARTTLS, and a login is accepted but not required', async () => {
  const { smtp } = await start()
  expect(await smtp.command('EHLO test')).not.toMatch(/STARTTLS/)
  expect(await smtp.command('STARTTLS')).toMatch(/^50\d /)
  expect(await smtp.command(`AUTH PLAIN ${Buffer.from('\0a\0b').toString('base64')}`)).toMatch(/^235 /)
})

test('a mail above one mebibyte is rejected and not stored', async () => {
  const { smtp, list } = await start()
  const line = `${'x'.repeat(76)}\r\n`
  expect(await smtp.send('alice@acme.example', mail('big') + line.repeat(14_000))).toMatch(/^552 5\.3\.4 /)
  expect(await list()).toEqual([])
  expect(await smtp.send('alice@acme.example', mail('small'))).toMatch(/^250 /)
})

test("a mail's HTML is served in a sandbox that runs and fetches nothing", async () => {
  const { smtp, url, list } = await start()
  await smtp.send('alice@acme.example', mail('one'))
  const [found] = await list()
  const shown = await fetch(`${url}/api/messages/${found?.id}/html`)
  expect(shown.headers.get('content-security-policy')).toMatch(
    /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/,
  )
  expect(await shown.text()).toContain('<base target="_blank">')
})

test('the page has a strict content security policy', async () => {
  const { url } = await start()
  for (const path of ['/', '/webhooks', '/page.js', '/page.css']) {
    const answer = await fetch(url + path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
  }
})

test('a mail’s subject is escaped on the page', async () => {
  const { smtp, url, list } = await start()
  await smtp.send('alice@acme.example', mail('<img src=x onerror=alert(1)>'))
  const [found] = await list()
  for (const path of ['/', `/mails/${found?.id}`]) {
    const page = await (await fetch(url + path)).text()
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page).not.toContain('<img')
  }
})

test("only the inbox's own page can empty it with a form", async () => {
  const { smtp, url, list } = await start()
  await smtp.send('alice@acme.example', mail('one'))
  const submit = (origin: string) =>
    fetch(`${url}/empty/mails`, { method: 'POST', body: new URLSearchParams(), headers: { origin } })
  expect((await submit('https://evil.example')).status).toBe(403)
  expect(await list()).toHaveLength(1)
  expect((await submit(url)).status).toBe(200)
  expect(await list()).toEqual([])
})

test('a request with a foreign Host is refused', async () => {
  const { port } = await start()
  const status = await new Promise(resolve => {
    const headers = { host: `evil.example:${port}` }
    request({ host: '127.0.0.1', port, path: '/api/messages', headers }, answer =>
      resolve(answer.statusCode),
    ).end()
  })
  expect(status).toBe(403)
})

/** Presses a button of the guide. */
const setOutage = (url: string, part: string, away: boolean) =>
  fetch(`${url}/outages/${part}`, {
    method: 'POST',
    body: new URLSearchParams({ away: String(away) }),
    headers: { origin: url },
  })

test('a relay that was taken away ends its connections and takes no new ones, until it is brought back', async () => {
  const { smtp, url, list, inbox } = await start()
  expect((await setOutage(url, 'first', true)).status).toBe(200)
  expect(await smtp.command('EHLO test')).toBeUndefined()
  expect((await converse(inbox.smtpPort)).greeting).toMatch(/^421 /)
  const second = await converse(inbox.secondSmtpPort)
  expect(await second.send('alice@acme.example', mail('two'))).toMatch(/^250 /)
  await setOutage(url, 'first', false)
  const first = await converse(inbox.smtpPort)
  expect(await first.send('alice@acme.example', mail('one'))).toMatch(/^250 /)
  expect((await list()).map(({ subject, relay }) => [subject, relay])).toEqual([
    ['one', 'first'],
    ['two', 'second'],
  ])
  for (const { close } of [first, second]) close()
  expect((await setOutage(url, 'third', true)).status).toBe(404)
})

test('webhooks are stored, newest first, and answered by whether their signature is valid, or 503', async () => {
  const received: string[] = []
  const { url } = await start({
    receiveWebhook(headers, body) {
      if (headers['webhook-id'] !== 'genuine') throw new Error('not signed')
      received.push(body)
    },
  })
  const send = async (id: string, body: string) =>
    (await fetch(`${url}/hook`, { method: 'POST', body, headers: { 'webhook-id': id } })).status
  const added = JSON.stringify({ type: 'passkey.added', data: { note: '<img src=x>' } })
  expect(await send('genuine', added)).toBe(204)
  expect(await send('forged', 'nonsense')).toBe(401)
  await setOutage(url, 'webhooks', true)
  expect(await send('genuine', added)).toBe(503)
  expect(received).toEqual([added])
  const webhooks = await (await fetch(`${url}/api/webhooks`)).json()
  expect(webhooks).toMatchObject([
    { type: '', isVerified: false, webhookId: 'forged', body: 'nonsense' },
    { type: 'passkey.added', isVerified: true, webhookId: 'genuine', body: added },
  ])
  const page = await (await fetch(`${url}/webhooks/${webhooks[1].id}`)).text()
  expect(page).toContain('signature verified')
  expect(page).toContain('&lt;img src=x&gt;')
  expect((await fetch(`${url}/api/webhooks`, { method: 'DELETE' })).status).toBe(204)
  expect(await (await fetch(`${url}/api/webhooks`)).json()).toEqual([])
})

test('the page explains every tag of an address', async () => {
  const { url } = await start()
  const page = await (await fetch(url)).text()
  for (const tag of ['+550', '+451', '+drop', '+bounce', '+complain'])
    expect(page).toContain(`<code>${tag}</code>`)
})
