import { redact } from '@passlink/runtime'
import type { AttemptOutcome } from '@passlink/store'
import type { AttemptAnswer } from '../attempt-answer.ts'
import { requestedDelayMs } from './requested-delay.ts'

type Answer = Omit<AttemptAnswer, 'relay' | 'command'>

/** The error of nodemailer. `command` is the SMTP command that was waiting for a reply. */
export type SendError = {
  message: string
  code?: string
  command?: string
  response?: string
}

/**
 * Classifies a failed try. `endSent`: the mail's last byte was written to the connection. After that anything but a
 * refusal of the message is `unknown` (RFC 1047); before that the relay has not accepted the mail. Only a reply to RCPT
 * TO or DATA is about this mail; every other reply is about the client or the relay, whatever its code. Only the reply
 * code is used, even if the enhanced code has another class (RFC 5321 section 4.2). A relay may quote the mail, so
 * `linkCode` is redacted.
 */
export function classifyError(error: SendError, endSent: boolean, linkCode: string | null): Answer {
  const text = error.response ?? error.message
  const smtpCode = error.response === undefined ? null : replyCodeOf(error.response)
  return answer(outcomeOf(error, smtpCode, endSent), smtpCode, text, linkCode)
}

/**
 * Classifies a reply that nodemailer takes as an acceptance: it is one only after the end of the mail, and if
 * well-formed.
 */
export function classifyReply(reply: string, endSent: boolean, linkCode: string | null): Answer {
  const smtpCode = replyCodeOf(reply)
  const isAcceptance = endSent && smtpCode !== null && smtpCode < 300
  return answer(isAcceptance ? 'accepted' : endSent ? 'unknown' : 'not_sent', smtpCode, reply, linkCode)
}

function answer(
  outcome: AttemptOutcome,
  smtpCode: number | null,
  text: string,
  linkCode: string | null,
): Answer {
  const detail = redact(text, linkCode)
  return {
    outcome,
    smtpCode,
    enhancedCode: enhancedCodeOf(text),
    detail,
    retryAfterMs: requestedDelayMs(detail),
  }
}

// 421: the relay is closing. The others request a login or encryption (RFC 4954 section 6), and can follow any command.
const notAboutMail = new Set([421, 530, 534, 535, 538])
// The relay is out of step or does not know a command, so its refusal is not final.
const outOfStep = new Set([500, 502, 503, 504])

function outcomeOf(
  { code, command = '' }: SendError,
  smtpCode: number | null,
  endSent: boolean,
): AttemptOutcome {
  const refused = smtpCode !== null && smtpCode >= 400
  if (endSent && !(refused && command === 'DATA')) return 'unknown'
  // nodemailer itself refused the envelope, because the address is invalid.
  if (code === 'EENVELOPE' && command === 'API') return 'rejected'
  const aboutThisMail = command.startsWith('RCPT TO') || command === 'DATA'
  if (!refused || !aboutThisMail) return 'not_sent'
  if (notAboutMail.has(smtpCode)) return endSent ? 'deferred' : 'not_sent'
  return smtpCode >= 500 && !outOfStep.has(smtpCode) ? 'rejected' : 'deferred'
}

/**
 * The code of a reply (RFC 5321 section 4.2), or null if it is malformed, for example if its lines have codes of
 * different classes.
 */
export function replyCodeOf(reply: string): number | null {
  const [code, ...others] = reply.split(/\r?\n/).map(line => /^[2-5]\d\d(?!\d)/.exec(line)?.[0])
  return code && others.every(other => other?.[0] === code[0]) ? Number(code) : null
}

/** The enhanced status code of a reply (RFC 3463), such as `5.1.1`. */
export function enhancedCodeOf(reply: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null
}
