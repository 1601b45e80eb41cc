import { createHash } from 'node:crypto'
import type { Copy } from './facts.ts'

/** The mails that the relays accepted. Of each it stores only the delivery and the link. */
export type Mailbox = { copies: Copy[]; store: (relay: string, content: string) => void }

export function createMailbox(): Mailbox {
  const copies: Copy[] = []
  return {
    copies,
    store(relay, content) {
      const [, deliveryId = ''] = /^Message-ID: <([^@>]*)@/im.exec(content) ?? []
      const [link = '', linkId = ''] = /\/l\/([\da-f-]{36})#[\w-]+/.exec(decoded(content)) ?? []
      const digest = createHash('sha256').update(link).digest('base64url').slice(0, 12)
      copies.push({ deliveryId, linkId, link: digest, relay, receivedAt: Date.now() })
    },
  }
}

// Quoted-printable (RFC 2045 section 6.7), as far as a link in it goes.
function decoded(content: string): string {
  return content
    .replace(/=\r?\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
