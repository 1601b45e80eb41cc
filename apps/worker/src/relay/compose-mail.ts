import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mail } from '../mail/create-render.ts'

/** A mail as MIME (RFC 5322, RFC 2045), with its envelope. */
export function composeMail({ from, to, ...content }: Omit<Mail, 'code'>) {
  return new MailComposer({
    ...content,
    from,
    to,
    envelope: { from: from.address, to: [to.address] },
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
}
