const replies: Record<string, { code: string; text: string }> = {
  '550': { code: '550 5.1.1', text: 'No such mailbox here' },
  '451': { code: '451 4.7.1', text: 'Please try again later' },
}

/** What a tag in the local part of a recipient's address, such as `alice+550@acme.example`, does to the mail. */
export const addressTags = [
  { tag: '550', does: 'refused for good (550 5.1.1): the delivery is dead at once' },
  { tag: '451', does: 'refused for now (451 4.7.1): tried again until its deadline' },
  { tag: 'drop', does: 'taken, but the answer is lost: sent again, with the same Message-ID' },
  { tag: 'bounce', does: 'taken; a moment later a report says that it bounced (RFC 3464)' },
  { tag: 'complain', does: 'taken; a moment later a report says that the reader complained (RFC 5965)' },
] as const

export type ReportKind = 'bounce' | 'complain'

/** The reply that refuses a recipient tagged `+550` (unknown mailbox) or `+451` (try again later), else undefined. */
export function refusalOf(address: string) {
  return tagsOf(address)
    .map(tag => replies[tag])
    .find(Boolean)
}

/** Whether a recipient is tagged `+drop`: the server drops the connection instead of replying to the mail. */
export const dropsConnection = (address: string) => tagsOf(address).includes('drop')

/** The report that follows the mail to a recipient tagged `+bounce` or `+complain`, else undefined. */
export function reportOf(address: string): ReportKind | undefined {
  return tagsOf(address).find(tag => tag === 'bounce' || tag === 'complain')
}

function tagsOf(address: string): string[] {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase().split('+').slice(1)
}
