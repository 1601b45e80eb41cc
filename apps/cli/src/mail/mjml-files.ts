import { join } from 'node:path'
import type { MailKind } from '@passlink/mail'

/** The files with the MJML of each mail in the folder of an operator's designs. */
export const mjmlFiles = (folder: string): Record<MailKind, string> => ({
  link: join(folder, 'link.mjml'),
  added: join(folder, 'added.mjml'),
  removed: join(folder, 'removed.mjml'),
})
