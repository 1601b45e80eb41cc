type Refusal = { code: string; text: string }

const refusals: Record<string, Refusal> = {
  '550': { code: '550 5.1.1', text: 'No such mailbox here' },
  '451': { code: '451 4.7.1', text: 'Please try again later' },
}

/** How the server refuses a recipient that asks for it: `+550` is unknown, `+451` is to come again. */
export function refusalOf(address: string): Refusal | undefined {
  return tagsOf(address)
    .map(tag => refusals[tag])
    .find(Boolean)
}

/** Whether a recipient asks, with `+drop`, for a connection that breaks where the answer to its mail would come. */
export function breaksConnection(address: string): boolean {
  return tagsOf(address).includes('drop')
}

function tagsOf(address: string): string[] {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase().split('+').slice(1)
}
