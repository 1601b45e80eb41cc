import { unreadable } from './unreadable.ts'

/** The one message that a request carries; throws an ApiError where it is none, another or more. */
export async function readOnlyMessage<Message>(messages: AsyncIterable<Message>): Promise<Message> {
  const read: Message[] = []
  try {
    for await (const message of messages) {
      read.push(message)
      if (read.length > 1) break
    }
  } catch (error) {
    throw unreadable(error)
  }
  const [only, another] = read
  if (only === undefined || another !== undefined) throw unreadable('not one message')
  return only
}
