import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** Where in the conversation a reply is due: `content` after the mail has begun, `message` after the final dot. */
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
 * A reply such as `451 4.7.1 come back later`, or a promise of one. `drop` closes without a reply, `hang` sends nothing.
 * A function writes the reply itself and resolves to its text.
 */
export type Reply = string | Promise<string> | ((wire: Duplex) => Promise<string>)

/** Neither sends nor reads anything any more. */
export const silence: Reply = () => new Promise(() => {})

/** Sends the reply byte by byte. */
export function slowly(text: string, everyMs: number): Reply {
  return async wire => {
    for (const byte of `${text}\r\n`) {
      await pause(everyMs)
      wire.write(byte)
    }
    return text
  }
}

/** Sends the reply in these pieces, each as a separate TCP segment. */
export function inPieces(...pieces: string[]): Reply {
  return async wire => {
    for (const piece of pieces) {
      await pause(5)
      wire.write(piece)
    }
    return pieces.join('')
  }
}

/** Sends these bytes unchanged, and then closes if `then` is `drop`. */
export function bytes(content: string | Uint8Array, then?: 'drop'): Reply {
  return async wire => {
    if (then) wire.end(content)
    else wire.write(content)
    return then ?? String(content)
  }
}
