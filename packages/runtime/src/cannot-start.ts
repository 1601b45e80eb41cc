/** Why a process cannot start, in words for an operator: printed without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
