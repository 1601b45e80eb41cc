/** The process cannot start. The message is for the operator and is printed without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
