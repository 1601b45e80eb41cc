import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** Where in the conversation a reply is due; `content` is once the mail has begun, `message` after the final dot. */
export const stages = [
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'content',
  'message',
  'rset',
  'quit',
] as const

export type Stage = (typeof stages)[number]

/**
 * What the relay says, such as `451 4.7.1 come back later`, or a promise of it; `drop` closes without a word, `hang`
 * says nothing. One that is not said as one line writes itself and resolves to what it comes to.
 */
export type Reply = string | Promise<string> | ((wire: Duplex) => Promise<string>)

/** Neither says nor reads anything any more. */
export const stupor: Reply = () => new Promise(() => {})

/** Says it byte by byte. */
export function slowly(words: string, everyMs: number): Reply {
  return async wire => {
    for (const byte of `${words}\r\n`) {
      await pause(everyMs)
      wire.write(byte)
    }
    return words
  }
}

/** Says it in these pieces, each a TCP segment of its own. */
export function inPieces(...pieces: string[]): Reply {
  return async wire => {
    for (const piece of pieces) {
      await pause(5)
      wire.write(piece)
    }
    return pieces.join('')
  }
}

/** Sends these bytes as they are, and then closes if `then` is `drop`. */
export function bytes(content: string | Uint8Array, then?: 'drop'): Reply {
  return async wire => {
    if (then) wire.end(content)
    else wire.write(content)
    return then ?? String(content)
  }
}
