import { replyCodeOf, type SendError } from './classify.ts'
import type { Conversation } from './create-conversation.ts'

/**
 * Why the content must not be sent, if so: the relay does not ask for it, `refuse` has a reason, or the relay has ended the
 * mail meanwhile.
 */
export async function whyNotSent(
  conversation: Conversation,
  refuse: () => Promise<string | undefined>,
  isOver: () => boolean,
): Promise<Error | undefined> {
  const [, , toData = ''] = conversation.replies
  // Any other reply belongs to another command, so later replies would be wrong too.
  if (replyCodeOf(toData) !== 354) return new Error(`the relay is out of step: ${toData}`)
  const refusal = await refuse()
  if (conversation.replies.length > 3 || isOver()) return new Error('the relay has ended the mail')
  return refusal === undefined ? undefined : new Error(refusal)
}

/**
 * The failure of a mail as the relay explained it. With pipelining (RFC 2920) a relay may refuse the recipient and close
 * the connection without a reply to DATA.
 */
export function refusalOf({ replies }: Conversation, failure: SendError): SendError {
  const [toSender, toRecipient] = replies.map(reply => replyCodeOf(reply) ?? 0)
  if (!toSender || toSender >= 300 || !toRecipient || toRecipient < 400) return failure
  return { ...failure, command: 'RCPT TO', response: replies[1] as string }
}
