const most = { jobsPerPage: 100, page: 1_000_000 }

/** The address of a read of the Bull board, with what it asks for at once and how far back it goes cut to a bound. */
export function boundedAddress(address: string): URL {
  const url = new URL(address)
  for (const [name, max] of Object.entries(most))
    if (url.searchParams.getAll(name).some(text => Number(text) > max))
      url.searchParams.set(name, String(max))
  // As it was read here, so that the board cannot read another number in it.
  url.search = url.searchParams.toString()
  url.hash = ''
  return url
}
