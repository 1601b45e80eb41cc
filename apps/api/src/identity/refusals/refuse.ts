import type { Caller } from '../authenticate.ts'
import type { RefusalBudget } from './refusal-budget.ts'
import { Refusal, TokenRefused } from './refusals.ts'

type Dependencies = {
  budget: RefusalBudget
  report: (refusal: Refusal, error: Error, caller: Caller) => void
}

/** Resolves with the error that answers a caller whose token was not accepted. */
export type Refuse = (error: unknown, caller: Caller) => Promise<unknown>

/** Reports refusals, and takes those of invalid tokens from the budget of the caller's address. */
export function createRefuse({ budget, report }: Dependencies): Refuse {
  return async (error, caller) => {
    if (!(error instanceof Refusal)) return error
    const refusal =
      error instanceof TokenRefused
        ? await budget.take(caller.address()).then(
            () => error,
            (overBudget: Refusal) => overBudget,
          )
        : error
    report(refusal, error, caller)
    return refusal
  }
}
