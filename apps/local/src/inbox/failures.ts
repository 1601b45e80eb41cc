const replies: Record<string, { code: string; text: string }> = {
  '550': { code: '550 5.1.1', text: 'No such mailbox here' },
  '451': { code: '451 4.7.1', text: 'Please try again later' },
}

/** The reply that refuses a recipient tagged `+550` (unknown mailbox) or `+451` (try again later), else undefined. */
export function refusalOf(address: string) {
  return tagsOf(address)
    .map(tag => replies[tag])
    .find(Boolean)
}

/** Whether a recipient is tagged `+drop`: the server drops the connection instead of replying to the mail. */
export const dropsConnection = (address: string) => tagsOf(address).includes('drop')

function tagsOf(address: string): string[] {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase().split('+').slice(1)
}
