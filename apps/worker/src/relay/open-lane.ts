import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import type { Mail } from '../mail/create-render.ts'
import { classifyError, enhancedCodeOf } from './classify.ts'
import { redact } from './redact.ts'
import type { RelayAnswer } from './relay-answer.ts'

/**
 * One connection to a relay, kept open between mails. Takes one mail at a time; `send` does not reject. It asks `mayLeave` at
 * the last moment, when the relay is ready for the content, and hands none over where the answer is no.
 */
export type Lane = {
  send: (mail: Mail, mayLeave: () => boolean) => Promise<Omit<RelayAnswer, 'relay'>>
  close: () => void
}

export type LaneTimeouts = { connectMs: number; greetingMs: number; safeMs: number; patientMs: number }

// Until the end of the mail is sent, giving up is safe. After that only the relay's answer tells, so we are as patient
// as RFC 5321 section 4.5.3.2.6 asks.
const usualTimeouts: LaneTimeouts = {
  connectMs: 10_000,
  greetingMs: 30_000,
  safeMs: 60_000,
  patientMs: 10 * 60_000,
}

export function openLane(
  relayUrl: string,
  { connectMs, greetingMs, safeMs, patientMs }: LaneTimeouts = usualTimeouts,
): Lane {
  let endSent = false
  let mayLeaveNow = () => true
  const transport = createTransport({
    url: relayUrl,
    pool: true,
    maxConnections: 1,
    maxMessages: 1_000,
    maxRequeues: 1,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    dnsTimeout: connectMs,
    socketTimeout: patientMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    // The pool says when a mail's last byte went out through its log only.
    logger: watchLog(entry => {
      if (entry.tnx === 'message') endSent = true
    }),
  })
  transport.use('stream', ({ message }, done) => {
    message.processFunc(content => Readable.from(guarded(content), { objectMode: false }))
    done()
  })

  // Nothing reads from this before the relay has said 354.
  async function* guarded(content: AsyncIterable<Uint8Array>) {
    if (!mayLeaveNow()) throw new Error('the claim lapsed before the mail was handed over')
    yield* content
  }

  return {
    async send({ code, ...mail }, mayLeave) {
      endSent = false
      mayLeaveNow = mayLeave
      const giveUp = new AbortController()
      const timer = setTimeout(() => {
        if (!endSent) giveUp.abort(new Error('the relay took too long'))
      }, safeMs)
      try {
        const { response } = await transport.sendMail({
          ...mail,
          envelope: { from: mail.from.address, to: [mail.to.address] },
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: giveUp.signal,
        })
        return {
          outcome: 'accepted',
          smtpCode: 250,
          enhancedCode: enhancedCodeOf(response),
          detail: redact(response, code),
        }
      } catch (error) {
        return classifyError(error as Error, endSent, code)
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => transport.close(),
  }
}

type LogEntry = { tnx?: string }

function watchLog(watch: (entry: LogEntry) => void) {
  return { trace: watch, debug: watch, info: watch, warn: watch, error: watch, fatal: watch, level: () => {} }
}
