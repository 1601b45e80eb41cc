import type { AttemptOutcome } from '@passlink/links'
import { redact } from './redact.ts'
import type { RelayAnswer } from './relay-answer.ts'

/** What nodemailer says of a failure; `command` is the SMTP command it waited on. */
type SendError = {
  message: string
  code?: string
  command?: string
  responseCode?: number
  response?: string
}

/**
 * Reads a failed try. `endSent` says whether the mail's last byte was handed to the connection: from then on silence
 * is `unknown` (RFC 1047), before it nothing was taken. Only an answer to the recipient or to the message is about
 * this mail; everything else is about us and this relay, whatever the class of the code. A relay may quote the mail it
 * refuses, so `linkCode` is taken out of its words.
 */
export function classifyError(
  error: SendError,
  endSent: boolean,
  linkCode: string | null,
): Omit<RelayAnswer, 'relay'> {
  const words = error.response ?? error.message
  const smtpCode = error.responseCode ?? null
  return {
    outcome: outcomeOf(error, endSent),
    smtpCode,
    enhancedCode: enhancedCodeOf(words),
    detail: redact(words, linkCode),
  }
}

function outcomeOf({ code, command = '', responseCode }: SendError, endSent: boolean): AttemptOutcome {
  if (!responseCode) {
    if (endSent) return 'unknown'
    // Refused by nodemailer itself before any relay saw it: larger than SIZE allows, or no address.
    return code === 'EMESSAGE' || (code === 'EENVELOPE' && command === 'API') ? 'rejected' : 'not_sent'
  }
  const aboutThisMail = command.startsWith('RCPT TO') || command === 'DATA'
  if (!aboutThisMail) return 'not_sent'
  // 421: the relay is closing. 503: it lost the order of the conversation, so that its refusal is not final.
  if (responseCode === 421) return endSent ? 'deferred' : 'not_sent'
  return responseCode >= 500 && responseCode !== 503 ? 'rejected' : 'deferred'
}

/** The enhanced status code of a reply (RFC 3463), such as `5.1.1`. */
export function enhancedCodeOf(reply: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null
}
