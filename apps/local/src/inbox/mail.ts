import { simpleParser } from 'mailparser'

/** A received mail; `html` or `text` is empty if the mail has no such part. */
export type Mail = {
  id: string
  from: string
  to: string[]
  subject: string
  html: string
  text: string
  headers: Record<string, string | string[]>
  receivedAt: string
  /** Which of the inbox's relays took it. */
  relay: 'first' | 'second'
}

type Arrival = Pick<Mail, 'id' | 'relay'> & { envelope: { from: string; to: string[] } }

/**
 * Parses the source of a mail. `to` contains the recipients of the envelope, the only place where Bcc recipients are.
 */
export async function parseMail(source: Buffer, { id, relay, envelope }: Arrival): Promise<Mail> {
  const parsed = await simpleParser(source, { skipTextToHtml: true, skipHtmlToText: true })
  return {
    id,
    from: parsed.from?.value[0]?.address || envelope.from,
    to: envelope.to,
    subject: parsed.subject ?? '',
    html: parsed.html || '',
    text: parsed.text ?? '',
    headers: collectHeaders(parsed.headerLines),
    receivedAt: new Date().toISOString(),
    relay,
  }
}

function collectHeaders(lines: readonly { key: string; line: string }[]): Mail['headers'] {
  const values = new Map<string, string[]>()
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim()
    values.set(key, [...(values.get(key) ?? []), value])
  }
  return Object.fromEntries(
    [...values].map(([key, found]) => [key, found.length > 1 ? found : (found[0] ?? '')]),
  )
}
