import type { Mail } from './mail.ts'

export type Mailbox = ReturnType<typeof createMailbox>

/** Stores the newest `max` mails with their sources in memory, newest first. */
export function createMailbox(max = 500) {
  let entries: { mail: Mail; source: Buffer }[] = []
  return {
    add: (mail: Mail, source: Buffer) => {
      entries = [{ mail, source }, ...entries].slice(0, max)
    },
    list: () => entries.map(({ mail }) => mail),
    find: (id: string) => entries.find(({ mail }) => mail.id === id),
    empty: () => {
      entries = []
    },
  }
}
