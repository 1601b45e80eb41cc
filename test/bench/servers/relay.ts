import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { personAt } from '../people.ts'
import { answerQuestions } from '../processes/helper.ts'

/** What the relay can be asked: where it listens, how many mails it took, to wait for more, when the next mail came for whom. */
export type RelayQuestion =
  | { ask: 'port' }
  | { ask: 'count' }
  /** Answered when so many mails were taken altogether, or the time is over. */
  | { ask: 'wait'; count: number; ms: number }
  /** From now on the arrivals are noted. */
  | { ask: 'note' }
  /** When each person's first mail since then was accepted, as milliseconds since the epoch; undefined where none came. */
  | { ask: 'arrivals' }
  /** From now on mails are answered so many milliseconds after their last byte. */
  | { ask: 'delay'; ms: number }

/** How many mails were taken, and when the last one was, as milliseconds since the epoch. */
export type RelayState = { count: number; lastAt: number }

const endOfContent = '\r\n.\r\n'
const taken = '250 2.0.0 taken\r\n'
const extensions = '250-bench\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n'

let count = 0
let lastAt = 0
let arrivals: (number | undefined)[] | undefined
let wake: (() => void) | undefined
let answerMs = 0
let wanted = Number.POSITIVE_INFINITY

const server = createServer({ noDelay: true }, converse).listen(0, '127.0.0.1', 1_024)
await once(server, 'listening')

answerQuestions(async (question: RelayQuestion) => {
  switch (question.ask) {
    case 'port':
      return (server.address() as AddressInfo).port
    case 'note':
      arrivals = []
      return null
    case 'arrivals':
      return arrivals
    case 'delay':
      answerMs = question.ms
      return null
    case 'wait':
      await reached(question.count, question.ms)
  }
  return { count, lastAt } satisfies RelayState
})

async function reached(goal: number, ms: number): Promise<void> {
  if (count >= goal) return
  wanted = goal
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  wanted = Number.POSITIVE_INFINITY
}

/** Takes every mail (RFC 5321), with 250 to whatever is said. */
function converse(socket: Socket) {
  let rest = ''
  let inContent = false
  let recipient = ''
  socket.setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.write('220 bench ESMTP\r\n')
  socket.on('data', (chunk: string) => {
    rest += chunk
    let replies = ''
    for (;;) {
      if (inContent) {
        const end = rest.indexOf(endOfContent)
        if (end < 0) {
          rest = rest.slice(-(endOfContent.length - 1))
          break
        }
        rest = rest.slice(end + endOfContent.length)
        inContent = false
        if (answerMs > 0) {
          setTimeout(accept, answerMs, socket, recipient)
          continue
        }
        take(recipient)
        replies += taken
        continue
      }
      const end = rest.indexOf('\r\n')
      if (end < 0) break
      const line = rest.slice(0, end)
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'RCPT') recipient = /<([^>]*)>/.exec(line)?.[1] ?? ''
      inContent = verb === 'DATA'
      // The line end before the content belongs to it, so that an empty mail has an end too.
      rest = rest.slice(inContent ? end : end + 2)
      replies += replyTo(verb)
    }
    if (replies) socket.write(replies)
    if (replies.startsWith('221')) socket.end()
  })
}

// Nothing follows a mail's content before it is answered.
function accept(socket: Socket, recipient: string) {
  take(recipient)
  socket.write(taken)
}

function replyTo(verb: string): string {
  if (verb === 'EHLO') return extensions
  if (verb === 'DATA') return '354 go on\r\n'
  if (verb === 'QUIT') return '221 bye\r\n'
  return '250 ok\r\n'
}

function take(recipient: string) {
  count += 1
  lastAt = performance.timeOrigin + performance.now()
  const person = arrivals && personAt(recipient)
  if (arrivals && person !== undefined) arrivals[person] ??= lastAt
  if (count >= wanted) wake?.()
}
