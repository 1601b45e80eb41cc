import type { AttemptOutcome } from '@passlink/store'
import type { AttemptAnswer } from '../attempt-answer.ts'
import { namedDelayMs } from './named-delay.ts'
import { redact } from './redact.ts'

type Answer = Omit<AttemptAnswer, 'relay'>

/** What nodemailer says of a failure; `command` is the SMTP command it waited on. */
export type SendError = {
  message: string
  code?: string
  command?: string
  response?: string
}

/**
 * Reads a failed try. `endSent` says whether the mail's last byte was handed to the connection: from then on anything but a
 * clear answer is `unknown` (RFC 1047), before it nothing was taken. Only an answer to the recipient or to the message is
 * about this mail; everything else is about us and this relay, whatever the class of the code. The reply code alone
 * decides, also against an enhanced code of another class (RFC 5321 section 4.2). A relay may quote the mail it refuses,
 * so `linkCode` is taken out of its words.
 */
export function classifyError(error: SendError, endSent: boolean, linkCode: string | null): Answer {
  const words = error.response ?? error.message
  const smtpCode = error.response === undefined ? null : replyCodeOf(error.response)
  return answer(outcomeOf(error, smtpCode, endSent), smtpCode, words, linkCode)
}

/** Reads what nodemailer takes for the acceptance of the mail: it is one only after the mail's end, and if well-formed. */
export function classifyReply(reply: string, endSent: boolean, linkCode: string | null): Answer {
  const smtpCode = replyCodeOf(reply)
  const isAcceptance = endSent && smtpCode !== null && smtpCode < 300
  return answer(isAcceptance ? 'accepted' : endSent ? 'unknown' : 'not_sent', smtpCode, reply, linkCode)
}

function answer(
  outcome: AttemptOutcome,
  smtpCode: number | null,
  words: string,
  linkCode: string | null,
): Answer {
  const detail = redact(words, linkCode)
  return {
    outcome,
    smtpCode,
    enhancedCode: enhancedCodeOf(words),
    detail,
    retryAfterMs: namedDelayMs(detail),
  }
}

// 421: the relay is closing. The others ask for a login or for encryption (RFC 4954 section 6), at whatever command.
const aboutUs = new Set([421, 530, 534, 535, 538])
// It lost the order of the conversation or does not know a command, so that its refusal is not final.
const confused = new Set([500, 502, 503, 504])

function outcomeOf(
  { code, command = '' }: SendError,
  smtpCode: number | null,
  endSent: boolean,
): AttemptOutcome {
  const refused = smtpCode !== null && smtpCode >= 400
  if (endSent && !(refused && command === 'DATA')) return 'unknown'
  // Refused by nodemailer itself before any relay saw it: no address.
  if (code === 'EENVELOPE' && command === 'API') return 'rejected'
  const aboutThisMail = command.startsWith('RCPT TO') || command === 'DATA'
  if (!refused || !aboutThisMail) return 'not_sent'
  if (aboutUs.has(smtpCode)) return endSent ? 'deferred' : 'not_sent'
  return smtpCode >= 500 && !confused.has(smtpCode) ? 'rejected' : 'deferred'
}

/** The code of a reply (RFC 5321 section 4.2); nothing for what is none, such as one whose lines disagree on its class. */
export function replyCodeOf(reply: string): number | null {
  const [code, ...others] = reply.split(/\r?\n/).map(line => /^[2-5]\d\d(?!\d)/.exec(line)?.[0])
  return code && others.every(other => other?.[0] === code[0]) ? Number(code) : null
}

/** The enhanced status code of a reply (RFC 3463), such as `5.1.1`. */
export function enhancedCodeOf(reply: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null
}
