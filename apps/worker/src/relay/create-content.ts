import { Readable } from 'node:stream'

/** The content of a mail as nodemailer reads it. `isRequested` is true once the relay was ready for it. */
export type Content = { stream: Readable; isRequested: () => boolean }

// In slices, because the end of a buffer is taken as sent as soon as the whole buffer waits to be sent.
const sliceLength = 32 * 1_024

/**
 * Gives nodemailer the bytes of a mail, whose lines end with CRLF, with the final dot. nodemailer pipes a mail through a
 * stream that looks at every byte to escape dots and to correct line ends, which would take a fifth of the worker's time;
 * this content is put behind that stream. `refuse` is called when the relay is ready, and resolves to why nothing must be
 * sent, if so.
 */
export function createContent(bytes: Buffer, refuse: () => Promise<Error | undefined>): Content {
  let isRequested = false
  const stream = new Readable({ read() {} })

  async function send(target: Readable) {
    const refusal = await refuse()
    if (refusal) {
      stream.destroy(refusal)
      return
    }
    const ended = endWithDot(bytes)
    for (let start = 0; start < ended.length; start += sliceLength)
      target.push(ended.subarray(start, start + sliceLength))
    target.push(null)
  }

  function pipe(target: Readable) {
    isRequested = true
    // nodemailer schedules a reply that came with the one to DATA after this call; it is handled first, and may end the
    // session.
    queueMicrotask(() => setImmediate(send, target))
    return target
  }

  return { stream: Object.assign(stream, { pipe }) as unknown as Readable, isRequested: () => isRequested }
}

/** Escapes the dots at the beginning of lines and adds the final dot (RFC 5321 section 4.5.2). */
function endWithDot(bytes: Buffer): Buffer {
  const escaped = bytes.includes('\n.')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\n.', '\n..'), 'latin1')
    : bytes
  return Buffer.concat([escaped, finalDot])
}

const finalDot = Buffer.from('.\r\n')
