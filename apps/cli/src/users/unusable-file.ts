/** The file cannot be read completely. The message is the reason, for the operator. */
export class UnusableFile extends Error {
  override name = 'UnusableFile'
}
