import { parseAddress } from '@passlink/store'
import { readBlocks, withoutComments } from './read-fields.ts'

const returnPathsMax = 10

/** The return paths in the header of a returned mail (RFC 5322 section 3.6.7). */
export function returnPathsIn(header: string): readonly string[] {
  return readBlocks(header)[0]?.get('return-path') ?? []
}

/** The different addresses among return paths such as `<bounce@mail.example>`, 10 at most. `<>` has none. */
export function addressesOf(returnPaths: readonly string[]): string[] {
  const addresses = returnPaths
    .slice(0, returnPathsMax)
    .map(returnPath => parseAddress(withoutComments(returnPath).replace(/^<|>$/g, '')))
  return [...new Set(addresses.filter(address => address !== undefined))]
}
