import { isTransientError, type NodemailerError } from 'nodemailer/lib/errors'
import type { AttemptAnswer } from '../attempt-answer.ts'
import type { Stopping } from '../create-stopping.ts'
import type { Mail } from '../mail/create-render.ts'
import { classifyError, classifyReply, type SendError } from './classify.ts'
import { createContent } from './create-content.ts'
import { createConversation, type Phase } from './create-conversation.ts'
import { createRunner } from './create-runner.ts'
import { openSession, type Session } from './open-session.ts'
import { refusalOf, whyNotSent } from './read-replies.ts'
import { requestedReports } from './requested-reports.ts'
import { type TimeLimits, usualLimits } from './watch.ts'

/** `phase` is what the relay was to do last, which may be a RSET after the `command` that it refused. */
export type Answer = Omit<AttemptAnswer, 'relay'> & { phase: Phase }

/**
 * `refuse` is called when the relay is ready for the content, and resolves to why nothing must be sent, if so. `onSilence`
 * is called when the relay is silent, and returns whether to give up if the content was not begun; `onPhase` at each phase.
 */
export type SendSteps = {
  refuse: () => Promise<string | undefined>
  onSilence: (phase: Phase) => boolean
  onPhase?: ((phase: Phase) => void) | undefined
}

/**
 * A connection to a relay that stays open between mails. Sends one mail at a time; does not reject. When the worker stops,
 * `onSilence` is called again for a relay that is silent.
 */
export type Connection = {
  send: (mail: Mail, steps: SendSteps) => Promise<Answer>
  /** Connects and logs in without a mail. Resolves to what went wrong, if anything. */
  probe: () => Promise<Answer | null>
  /** Whether the relay has let us in. */
  isOpen: () => boolean
  isSilent: () => boolean
  close: () => void
}

export function openConnection(
  relayUrl: string,
  limits: TimeLimits = usualLimits,
  stopping?: Stopping,
): Connection {
  let session: Session | undefined
  let needsUtf8 = false
  let onSilent: (phase: Phase) => void = () => {}
  const { run, giveUp, enter, isSilent } = createRunner(limits, phase => onSilent(phase))
  const conversation = createConversation({
    onSender() {
      if (needsUtf8 && !/^\d{3}[ -]SMTPUTF8\b/im.test(conversation.extensions)) giveUp(noUtf8)
    },
    onPhase: enter,
  })

  function openNewSession(): Session {
    session?.close()
    session = openSession(relayUrl, conversation)
    return session
  }

  function closeSession() {
    session?.close()
    session = undefined
  }

  /** Resolves to the reply to the mail. A session that has ended or is silent before the content is replaced. */
  async function transmit(mail: Mail, { refuse, onSilence }: SendSteps, isOver: () => boolean) {
    const { from, to, content, deliveryId } = mail
    const envelope = { from, to: [to], dsn: requestedReports(deliveryId, to) }
    const refuseContent = () => whyNotSent(conversation, refuse, isOver)
    if (session?.canSend()) {
      const { stream, isRequested } = createContent(content, refuseContent)
      const silent = new Promise<never>((_, reject) => {
        onSilent = phase => {
          const end = onSilence(phase) ? giveUp : reject
          if (!isRequested()) end(silence)
        }
      })
      enter(conversation.phase === 'login' ? 'login' : 'mail')
      try {
        return await Promise.race([session.send(envelope, stream), silent])
      } catch (error) {
        const isEnded = error === silence || isTransientError(error as NodemailerError)
        if (isRequested() || !isEnded || isOver()) throw error
      }
    }
    const { stream, isRequested } = createContent(content, refuseContent)
    onSilent = phase => {
      if (onSilence(phase) && !isRequested()) giveUp(silence)
    }
    return openNewSession().send(envelope, stream)
  }

  function reached() {
    const { phase, refusedAt } = conversation
    return { phase, command: refusedAt ?? phase }
  }

  stopping?.begun.addEventListener('abort', () => {
    if (isSilent()) onSilent(conversation.phase)
  })
  stopping?.over.addEventListener('abort', () => giveUp(stopped))

  return {
    async send(mail, steps) {
      const { code } = mail
      needsUtf8 = /[^\0-\x7F].*@/.test(mail.to)
      conversation.begin()
      try {
        const reply = await run(isOver => transmit(mail, steps, isOver), steps.onPhase)
        if (!conversation.endSent) closeSession()
        return { ...classifyReply(reply, conversation.endSent, code), ...reached() }
      } catch (error) {
        const { endSent } = conversation
        const at = reached()
        const failure = error as SendError
        if (isOurs(failure) || (failure.code === 'EMESSAGE' && !endSent)) closeSession()
        if (error === noUtf8) return { ...noReply, ...at, outcome: 'rejected', detail: noUtf8.message }
        const explained = failure.response || endSent ? failure : refusalOf(conversation, failure)
        return { ...classifyError(explained, endSent, code), ...at }
      }
    },
    async probe() {
      onSilent = () => giveUp(silence)
      needsUtf8 = false
      conversation.begin()
      try {
        await run(() => openNewSession().probe())
        return null
      } catch (error) {
        return { ...classifyError(error as SendError, false, null), ...reached() }
      } finally {
        closeSession()
      }
    },
    isOpen: () => session?.canSend() ?? false,
    isSilent,
    close: closeSession,
  }
}

// The errors of nodemailer have a code.
const isOurs = ({ code }: SendError) => code === undefined

const silence = new Error('the relay is silent')
const stopped = new Error('the worker stopped before the relay answered')
const noUtf8 = new Error('the relay takes no address beyond ASCII (SMTPUTF8, RFC 6531)')
const noReply = { smtpCode: null, enhancedCode: null, retryAfterMs: null }
