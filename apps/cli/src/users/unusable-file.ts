/** The file cannot be read, or not to its end. The message says why, in words for an operator. */
export class UnusableFile extends Error {
  override name = 'UnusableFile'
}
