/** A file, folder or organization from the command line cannot be used. The message names it, for the operator. */
export class UnusableArgument extends Error {
  override name = 'UnusableArgument'
}
