import {
  decideClaim,
  decideDiscard,
  decideExpire,
  decideRedrive,
  decideRenew,
  decideSend,
  decideSettle,
} from '@passlink/store'
import { type GuardOfRules, guardsOfRules } from './guards.ts'
import { importEdited } from './import-edited.ts'

/** The functions that decide about deliveries, the same that the apps run. */
export const rules = {
  decideClaim,
  decideDiscard,
  decideExpire,
  decideRedrive,
  decideRenew,
  decideSend,
  decideSettle,
}

export type Rules = typeof rules

const files = ['claim', 'discard', 'expire', 'redrive', 'renew', 'send', 'settle'].map(
  verb => `packages/store/src/deliveries/decide-${verb}.ts`,
)

/** The rules as they would be without this guard. */
export const rulesWithout = (guard: GuardOfRules): Promise<Rules> =>
  importEdited(files, guardsOfRules[guard].edits)
