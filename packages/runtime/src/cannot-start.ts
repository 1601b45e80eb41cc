/** Why a process cannot start, in words that say all an operator needs: shown without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}
