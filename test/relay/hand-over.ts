import { type ConnectionTimeouts, createRetryIn, openConnection, sendThrough } from '@passlink/worker'
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
  from: 'no-reply@passlink.example',
  to: 'alice@acme.example',
  content: contentOf([...header, ...Array(500).fill('Hello Alice Adams')]),
  code: 'kL0ngC0de-of_22-letter',
}

/** Larger than the buffers of a connection, so that its end is not sent while the relay does not read. */
export const hugeMail = { ...mail, content: contentOf([...header, ...Array(120_000).fill('y'.repeat(70))]) }

type Mail = Parameters<ReturnType<typeof openConnection>['send']>[0]

/** A connection to the relay at `url`, closed when the test finishes. */
export function connectTo(url: string, timeouts?: Partial<ConnectionTimeouts>) {
  const usual = { connectMs: 10_000, greetingMs: 10_000, safeMs: 20_000, patientMs: 20_000 }
  const connection = openConnection(url, { ...usual, ...timeouts })
  onTestFinished(connection.close)
  return { send: (given: Mail = mail) => connection.send(given, () => true) }
}

/** Sends a mail through two relays. Resolves to the answer of the first, and to the retry delay that follows from it. */
export async function handOver(
  given: Mail,
  url: string,
  spareUrl: string,
  timeouts?: Partial<ConnectionTimeouts>,
) {
  const [first, spare] = [asRelay(url, timeouts), asRelay(spareUrl)]
  const answers: Awaited<ReturnType<typeof sendThrough>>[] = []
  await sendThrough(
    {
      relays: [first, spare],
      waitForTurn: async () => true,
      canUse: () => true,
      pace: async () => {},
      report: (_relay, answer) => answers.push(answer),
      release: () => {},
    },
    given,
    () => true,
  )
  const [answer] = answers
  if (!answer) throw new Error('nothing was reported about the first relay')
  const retryIn = createRetryIn([5_000, 15_000], () => 0.5)
  return { answer, retryInMs: retryIn(answer, { attempt: 1, deferrals: 0 }) }
}

function asRelay(url: string, timeouts?: Partial<ConnectionTimeouts>) {
  const connection = { ...connectTo(url, timeouts), close() {} }
  return {
    name: url,
    connections: { acquire: async () => connection, release() {}, dismiss() {} },
    close() {},
  }
}
