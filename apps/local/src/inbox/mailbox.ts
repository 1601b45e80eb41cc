import type { Mail } from './mail.ts'

export type Mailbox = ReturnType<typeof createMailbox>

/** The newest `max` mails, in memory. */
export function createMailbox(max = 500) {
  let version = 0
  let entries: { mail: Mail; source: Buffer }[] = []
  return {
    add: (mail: Mail, source: Buffer) => {
      version += 1
      entries = [{ mail, source }, ...entries].slice(0, max)
    },
    /** Another number after every change. */
    version: () => version,
    /** Newest first. */
    list: () => entries.map(entry => entry.mail),
    find: (id: string) => entries.find(entry => entry.mail.id === id),
    empty: () => {
      version += 1
      entries = []
    },
  }
}
