import type { HealthReport } from '@passlink/store'
import { createRetryIn, openConnection, sendThrough, type TimeLimits, usualLimits } from '@passlink/worker'
import { onTestFinished } from 'vitest'

const contentOf = (lines: string[]) => Buffer.from([...lines, ''].join('\r\n'))

const header = [
  'From: Passlink <no-reply@passlink.example>',
  'To: Alice Adams <alice@acme.example>',
  'Subject: Add a passkey',
  'Message-ID: <0190b6c1@passlink.example>',
  '',
]

/** A mail as the worker makes it. */
export const mail = {
  deliveryId: '0190b6c1',
  from: 'no-reply@passlink.example',
  to: 'alice@acme.example',
  content: contentOf([...header, ...Array(500).fill('Hello Alice Adams')]),
  code: 'kL0ngC0de-of_22-letter',
}

/** Larger than the buffers of a connection, so that its end is not sent while the relay does not read. */
export const hugeMail = { ...mail, content: contentOf([...header, ...Array(120_000).fill('y'.repeat(70))]) }

type Mail = Parameters<ReturnType<typeof openConnection>['send']>[0]

/** A connection to the relay at `url`, closed when the test finishes. */
export function connectTo(url: string, limits?: Partial<TimeLimits>) {
  const connection = openConnection(url, { ...usualLimits, ...limits })
  onTestFinished(connection.close)
  const steps = { refuse: async () => undefined, onSilence: () => false }
  return { ...connection, send: (given: Mail = mail) => connection.send(given, steps) }
}

/** Sends a mail through two relays. Resolves to the answer of the first, and to the retry delay that follows from it. */
export async function handOver(given: Mail, url: string, spareUrl: string, limits?: Partial<TimeLimits>) {
  const answers: Answer[] = []
  const first = asRelay(url, limits, answer => answers.push(answer))
  const reports: HealthReport[] = []
  await sendThrough(
    {
      relays: [first, asRelay(spareUrl)],
      waitForTurn: async () => true,
      canUse: () => true,
      pace: async () => {},
      isStopping: () => false,
      report: (relay, report) => relay === first && reports.push(report),
      release: () => {},
    },
    {
      mail: given,
      guard: { isOpen: () => true, refuse: async () => undefined },
      subjects: { delivery: 'delivery', recipient: 'recipient' },
      deferredBy: null,
      waitMs: 10_000,
      onWait: () => {},
    },
  )
  const [answer] = answers
  if (!answer) throw new Error('nothing was sent to the first relay')
  const retryIn = createRetryIn([5_000, 15_000], () => 0.5)
  return { answer, reports, retryInMs: retryIn(answer, { attempt: 1, deferrals: 0 }) }
}

type Connection = ReturnType<typeof openConnection>
type Answer = Awaited<ReturnType<Connection['send']>>

function asRelay(
  url: string,
  limits: Partial<TimeLimits> = {},
  onAnswer: (answer: Answer) => void = () => {},
) {
  const connection = openConnection(url, { ...usualLimits, ...limits })
  onTestFinished(connection.close)
  const observed: Connection = {
    ...connection,
    async send(given, steps) {
      const answer = await connection.send(given, steps)
      onAnswer(answer)
      return answer
    },
  }
  const connections = {
    acquire: async () => observed,
    release() {},
    limit: () => false,
    dismiss() {},
    areAllSilent: () => false,
    close() {},
  }
  return { name: url, connections, close() {} }
}
