/** What the command line asks for. Throws on anything it does not know. */
export function parseArguments(given: string[]): { fresh: boolean } {
  const unknown = given.filter(argument => argument !== '--fresh')
  if (unknown.length > 0) {
    throw new Error(
      `unknown argument ${unknown.join(' ')}\nusage: npm start [-- --fresh]   (--fresh empties the data first)`,
    )
  }
  return { fresh: given.includes('--fresh') }
}
