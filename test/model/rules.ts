import { fileURLToPath } from 'node:url'
import {
  decideClaim,
  decideDiscard,
  decideExpire,
  decideRedrive,
  decideRenew,
  decideSettle,
} from '@passlink/store'
import { type GuardOfRules, guardsOfRules } from './guards.ts'
import { importEdited } from './import-edited.ts'

/** The functions that decide about deliveries, the same that the apps run. */
export const rules = { decideClaim, decideDiscard, decideExpire, decideRedrive, decideRenew, decideSettle }

export type Rules = typeof rules

const folder = fileURLToPath(new URL('../../packages/store/src/deliveries/', import.meta.url))

const entry = ['claim', 'discard', 'expire', 'redrive', 'renew', 'settle']
  .map(verb => `export * from './decide-${verb}.ts'`)
  .join('\n')

/** The rules as they would be without this guard. */
export const rulesWithout = (guard: GuardOfRules): Promise<Rules> =>
  importEdited(folder, entry, guardsOfRules[guard].edits)
