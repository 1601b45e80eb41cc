/** Nothing (more) can be read from the file; the message says why, for a person. */
export class UnusableFile extends Error {
  override name = 'UnusableFile'
}
