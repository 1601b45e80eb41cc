import { hostname, userInfo } from 'node:os'
import type { Actor } from '@passlink/store'

/** Who runs this command, for the audit: the user and the host of the operating system. */
export const actorOfCommand = (): Actor => ({ operator: `cli:${userName()}`, address: hostname() })

// The user of a container need not have a name.
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
