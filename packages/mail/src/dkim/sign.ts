import { createHash, sign as signAsync } from 'node:crypto'
import { promisify } from 'node:util'
import type { DkimKey } from './keys.ts'

/** Signs a whole mail (RFC 5322): resolves to it with its signatures before it. */
export type SignMail = (mail: Buffer) => Promise<Buffer>

// Away from the thread that everything else runs on: a signature takes as long as ten mails.
const signData = promisify(signAsync)

// What people see. Named once more than they occur, so that none can be added (RFC 6376 section 8.15).
const oversigned = ['from', 'reply-to', 'to', 'cc', 'subject', 'mime-version', 'content-type']

// Not Message-ID and Date, which some relays write anew, nor what an operator adds for a relay, which may take it out.
const signed = [...oversigned, 'auto-submitted', 'x-auto-response-suppress', 'feedback-id']

/**
 * Returns a function that signs mails for a domain with each of the keys (DKIM, RFC 6376, `rsa-sha256`, relaxed/relaxed).
 * What people see of the header is signed, and so is the body.
 */
export function createSignMail(domain: string, keys: readonly DkimKey[]): SignMail {
  return async mail => {
    const text = mail.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    const fields = fieldsOf(text.slice(0, end))
    const body = createHash('sha256')
      .update(relaxedBody(text.slice(end + 4)), 'latin1')
      .digest('base64')
    const present = signed.filter(name => fields.has(name))
    const names = [...present, ...oversigned]
    const header = present.map(name => `${name}:${fields.get(name)}\r\n`).join('')
    const signatures = await Promise.all(
      keys.map(async ({ selector, privateKey }) => {
        const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};\r\n t=${Math.floor(Date.now() / 1_000)}; bh=${body};\r\n h=${fold(names)};\r\n b=`
        const data = Buffer.from(`${header}dkim-signature:${relaxedValue(tags)}`, 'latin1')
        const signature = (await signData('sha256', data, privateKey)).toString('base64')
        return `DKIM-Signature: ${tags}${(signature.match(/.{1,70}/g) ?? []).join('\r\n ')}\r\n`
      }),
    )
    return Buffer.concat([Buffer.from(signatures.join('')), mail])
  }
}

/** The fields of a header by their names in lower case, with relaxed values. Each occurs once. */
function fieldsOf(header: string): Map<string, string> {
  const lines = header.split(/\r\n(?![ \t])/)
  return new Map(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim().toLowerCase(), relaxedValue(line.slice(colon + 1))]
    }),
  )
}

/** RFC 6376 section 3.4.2. */
const relaxedValue = (value: string) =>
  value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')

/** RFC 6376 section 3.4.4. */
function relaxedBody(body: string): string {
  const relaxed = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '')
  const end = /(?:\r\n)*$/.exec(relaxed)?.index ?? relaxed.length
  return end === 0 ? '' : `${relaxed.slice(0, end)}\r\n`
}

/** A list with colons, in lines of less than 76 characters. */
function fold(names: string[]): string {
  const lines = ['']
  for (const [index, name] of names.entries()) {
    const part = index < names.length - 1 ? `${name}:` : name
    if (`${lines.at(-1)}${part}`.length > 70) lines.push(part)
    else lines.push(`${lines.pop()}${part}`)
  }
  return lines.join('\r\n ')
}
