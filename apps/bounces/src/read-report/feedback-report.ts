import { wordsOf } from '../words-of.ts'
import { readBlocks, singleValue } from './read-fields.ts'

export type Complaint = {
  detail: string
  /** The return paths of the mail, as they stand in the report. */
  originalMailFrom: readonly string[]
}

// The types with which a mailbox provider passes on that its user marked the mail, or that it found harm in it (RFC 5965
// section 7.3). Not `not-spam`, which takes that back; `auth-failure` (RFC 6591), which a server sends about a signature
// or a policy; or `opt-out`, which asks to be taken off a list. A type that is not known may mean any of these.
const complaints = new Set(['abuse', 'fraud', 'virus', 'other'])

/** The complaint in a feedback report (RFC 5965 section 3), or null if its type is no complaint. */
export function readComplaint(text: string): Complaint | null {
  const [fields = new Map<string, string[]>()] = readBlocks(text)
  const type = singleValue(fields, 'feedback-type')?.toLowerCase() ?? ''
  if (!complaints.has(type)) return null
  const server = singleValue(fields, 'reporting-mta')?.replace(/^[\w-]+\s*;\s*/, '')
  const reporter = server || singleValue(fields, 'user-agent')
  return {
    detail: wordsOf(`reported as unwanted (${type})${reporter ? ` by ${reporter}` : ''}`),
    originalMailFrom: fields.get('original-mail-from') ?? [],
  }
}
