import { expect, onTestFinished, test } from 'vitest'
import { startTestRelay } from '../servers/relay.ts'
import { handOver, mail } from './hand-over.ts'
import { rows } from './rows.ts'

const scheduleMs = 5_000

/** The step of the conversation that an outcome belongs to. With `smtps:` TLS comes before the greeting. */
const steps: Record<string, string[]> = {
  connecting: ['connect'],
  greeting: ['greeting'],
  EHLO: ['login'],
  STARTTLS: ['login'],
  TLS: ['login', 'greeting'],
  AUTH: ['login'],
  MAIL: ['mail'],
  RCPT: ['rcpt'],
  DATA: ['data'],
  content: ['block'],
  'final dot': ['dot'],
}

const named = rows.map(row => [`${row.when}: ${row.label} → ${row.outcome}`, row] as const)

test.each(named)('%s', async (_name, row) => {
  const [relay, spare] = await Promise.all([
    startTestRelay(0, { implicitTls: row.implicitTls ?? false }),
    startTestRelay(),
  ])
  onTestFinished(async () => void (await Promise.all([relay.stop(), spare.stop()])))
  row.relay(relay)
  const url = row.urlOf?.(relay) ?? relay.url
  const { answer, retryInMs } = await handOver(row.mail ?? mail, url, spare.url, row.limits)

  expect(answer).toMatchObject({ outcome: row.outcome, smtpCode: row.code ?? null })
  expect(row.outcome === 'accepted' ? ['dot'] : steps[row.when]).toContain(answer.command)
  expect(spare.mails).toHaveLength(row.outcome === 'not_sent' ? 1 : 0)
  switch (row.outcome) {
    case 'accepted':
      expect(relay.mails).toHaveLength(1)
      expect(retryInMs).toBeNull()
      break
    case 'rejected':
      expect(relay.mails).toEqual([])
      expect(retryInMs).toBeNull()
      break
    case 'deferred':
      expect(relay.mails).toEqual([])
      expect(retryInMs).toBe(row.namedMs ?? scheduleMs)
      break
    case 'unknown':
      expect(retryInMs).toBe(scheduleMs)
      break
    case 'not_sent':
      expect(relay.mails).toEqual([])
  }
  if (row.neverReceives) expect(relay.conversation.filter(line => row.neverReceives?.test(line))).toEqual([])
})
