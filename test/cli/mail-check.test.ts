import { readFileSync } from 'node:fs'
import { dkimRecordOf, readDkimKeys } from '@passlink/mail'
import { afterAll, afterEach, expect, test } from 'vitest'
import { createKeyFiles } from '../dkim-keys.ts'
import { createPasslink, type Passlink } from '../passlink.ts'
import { startDns } from '../servers/dns.ts'
import { runCommand } from './run-command.ts'

const files = createKeyFiles()
const file = files.rsa('key.pem')
const [key] = readDkimKeys([{ selector: 's1', file }], path => readFileSync(path, 'utf8'))
const record = key ? dkimRecordOf(key) : ''
const stop: (() => unknown)[] = []
afterEach(async () => {
  for (const end of stop.splice(0)) await end()
})
afterAll(() => files.remove())

const good = {
  'mail.acme.example': { txt: ['v=spf1 include:relay.example -all'], mx: ['mx.acme.example'] },
  's1._domainkey.acme.example': { txt: [record] },
  '_dmarc.acme.example': { txt: ['v=DMARC1; p=reject'] },
}
const signing = {
  MAIL_FROM: 'Acme <no-reply@mail.acme.example>',
  DKIM_DOMAIN: 'acme.example',
  DKIM_KEYS: `s1:${file}`,
}

async function check(
  zone: Parameters<typeof startDns>[0],
  settings: Record<string, string>,
  ...args: string[]
) {
  const dns = await startDns(zone)
  stop.push(dns.stop)
  return runCommand('mail', ['check', '--dns', dns.address, ...args], { settings })
}

test('an operator whose DNS is right is told so, and exits with 0', async () => {
  const { code, stdout, stderr } = await check(good, signing)
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toEqual([
    'ok  SPF      mail.acme.example: v=spf1 include:relay.example -all (whether it names your relays is for you to see)',
    'ok  DKIM     s1._domainkey.acme.example has our key',
    'ok  DMARC    mail.acme.example: v=DMARC1; p=reject',
    'ok  bounces  no-reply@mail.acme.example has a mail server',
  ])
  expect(code).toBe(0)
})

test('with an address for bounces SPF and the mail server are those of its domain, which is in the envelope', async () => {
  const zone = { ...good, 'bounces.acme.example': { txt: ['v=spf1 -all'], mx: ['mx.acme.example'] } }
  const { stdout } = await check(zone, { ...signing, BOUNCE_ADDRESS: 'bounce@bounces.acme.example' })
  expect(stdout).toContain('ok  SPF      bounces.acme.example: v=spf1 -all')
  expect(stdout).toContain('ok  bounces  bounce@bounces.acme.example has a mail server')
  const { code, stdout: without } = await check(good, {
    ...signing,
    BOUNCE_ADDRESS: 'bounce@bounces.acme.example',
  })
  expect(without).toContain('!!  SPF      bounces.acme.example has no record')
  expect(without).toContain('!!  bounces  nobody takes mail for bounce@bounces.acme.example')
  expect(code).toBe(1)
})

test('all that is missing is named with what to add, and the exit code is 1', async () => {
  const { code, stdout } = await check({}, signing)
  expect(stdout.trimEnd().split('\n')).toEqual([
    '!!  SPF      mail.acme.example has no record: add a TXT record that names your relays',
    `!!  DKIM     s1._domainkey.acme.example has no key: add the TXT record ${record}`,
    '!!  DMARC    mail.acme.example has no policy: add a TXT record at _dmarc.mail.acme.example',
    '!!  bounces  nobody takes mail for no-reply@mail.acme.example, to which bounces go',
  ])
  expect(code).toBe(1)
})

test.each([
  ['SPF', { 'mail.acme.example': { txt: ['v=spf1 -all', 'v=spf1 a -all'] } }, 'has 2 records'],
  ['SPF', { 'mail.acme.example': { txt: ['v=spf1 +all'] } }, 'lets everybody send'],
  ['DKIM', { 's1._domainkey.acme.example': { txt: ['v=DKIM1; p='] } }, 'is revoked'],
  ['DKIM', { 's1._domainkey.acme.example': { txt: ['v=DKIM1; k=rsa; p=MIIB'] } }, 'has another key'],
  ['DMARC', { '_dmarc.acme.example': { txt: ['v=DMARC1; p=none'] } }, 'lets others use it'],
  [
    'DMARC',
    { '_dmarc.acme.example': { txt: ['v=DMARC1; p=reject; adkim=s'] } },
    'does not count for mail.acme.example',
  ],
  ['DMARC', { '_dmarc.acme.example': { txt: ['v=DMARC1; p=reject; sp=none'] } }, 'lets others use it'],
  ['bounces', { 'mail.acme.example': { mx: ['.'] } }, 'nobody takes mail for'],
])('a wrong record of %s is named: %j', async (about, wrong, problem) => {
  const { code, stdout } = await check({ ...good, ...wrong }, signing)
  const lines = stdout.split('\n').filter(line => line.startsWith(`!!  ${about.padEnd(8)} `))
  expect(lines.join()).toContain(problem)
  expect(code).toBe(1)
})

test('keys and settings that are of no use are named, with exit code 2', async () => {
  const short = files.ed25519('ed.pem')
  const { code, stderr } = await check(good, { ...signing, DKIM_KEYS: `s1:${short}` })
  expect(stderr).toContain(`DKIM_KEYS: ${short}: must be an RSA key, not ed25519`)
  expect(code).toBe(2)
  expect((await check(good, {})).stderr).toContain('MAIL_FROM: is required')
  const { DKIM_KEYS: _, ...keyless } = signing
  expect((await check(good, keyless)).stderr).toContain('must be set both or neither')
  expect((await runCommand('mail', ['check', '--dns', 'x y'], { settings: signing })).code).toBe(2)
})

test('a server of DNS that does not answer is named, with exit code 2', async () => {
  const { code, stderr } = await runCommand('mail', ['check', '--dns', '127.0.0.1:9'], { settings: signing })
  expect(stderr).toMatch(/^DNS: .*(ECONNREFUSED|ETIMEOUT)/)
  expect(code).toBe(2)
})

test('with --user a link is mailed on the way of all mails, what a relay said is printed, and the audit has who had it mailed', async () => {
  const passlink: Passlink = await createPasslink('postgres')
  stop.push(passlink.stop)
  await passlink.startWorker()
  const settings = { ...passlink.environment, ...signing }
  const sent = await check(good, settings, '--user', 'alice')
  expect(sent.stdout).toContain('ok  test     a relay has accepted the mail')
  expect(sent.code).toBe(0)
  expect(passlink.relay.mails).toHaveLength(1)

  passlink.relay.script.rcpt.push('550 5.1.1 nobody of that name')
  const refused = await check(good, settings, '--user', 'alice')
  expect(refused.stdout).toMatch(/rejected 550 .*nobody of that name/)
  expect(refused.stdout).toContain('!!  test     the mail is dead')
  expect(refused.code).toBe(1)

  const nobody = await check(good, settings, '--user', 'nobody')
  expect(nobody.stderr).toContain('--user nobody: user unknown')
  expect(nobody.code).toBe(2)

  const audit = await passlink.database.sql`
    select operator, action, subject, details ->> 'userId' as user from audit order by sequence`
  const deliveries = await passlink.database.sql`select id from deliveries order by id`
  expect(deliveries).toHaveLength(2)
  expect([...audit]).toEqual(
    deliveries.map(({ id }) => ({
      operator: expect.stringMatching(/^cli:./),
      action: 'link.mailed',
      subject: id,
      user: 'alice',
    })),
  )
})
