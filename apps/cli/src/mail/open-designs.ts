import { type Designs, readDesigns } from '@passlink/mail'
import { readText } from './files.ts'

/** Mails cannot be filled in with these designs. The message is the reason, for the operator. */
export class UnusableDesigns extends Error {
  override name = 'UnusableDesigns'
}

/**
 * Reads the designs in a file that `compile` has written. Throws {@link UnusableArgument} if it cannot be read, and
 * {@link UnusableDesigns}, which names every problem, if they are invalid.
 */
export async function openDesigns(file: string): Promise<Designs> {
  const json = await readText(file)
  try {
    return readDesigns(json)
  } catch (error) {
    throw new UnusableDesigns(`${file}: ${(error as Error).message}`)
  }
}
