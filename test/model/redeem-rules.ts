import { fileURLToPath } from 'node:url'
import { decideFailedChecks, decideRedeem } from '@passlink/store'
import { type Edit, importEdited } from './import-edited.ts'

/** What decides about redeeming: the same functions that the apps run on. */
export const redeemRules = { decideFailedChecks, decideRedeem }

export type RedeemRules = typeof redeemRules

const folder = fileURLToPath(new URL('../../packages/store/src/', import.meta.url))
const entry = "export * from './links/decide-failed-checks.ts'\nexport * from './passkeys/decide-redeem.ts'"

/** What these rules see to, and how their source would be without it. */
export const guardsOfRedeemRules = {
  redeemRevokesOthers: {
    says: "redeeming revokes the person's other open links",
    edits: [{ file: 'decide-redeem.ts', from: 'others.map(({ id }) => id)', to: '[]' }],
  },
  redeemChecksExpiry: {
    says: 'an expired link is not redeemed',
    edits: [{ file: 'link-state.ts', from: "expiresAt <= now ? 'expired' : 'open'", to: "'open'" }],
  },
  wrongCodesKill: {
    says: 'after five wrong codes nothing can be done with a link',
    edits: [
      {
        file: 'decide-failed-checks.ts',
        from: 'isRevoked: failed >= failedChecksMax',
        to: 'isRevoked: false',
      },
    ],
  },
} satisfies Record<string, { says: string; edits: Edit[] }>

/** The rules as they would be without this guard. */
export const redeemRulesWithout = (guard: keyof typeof guardsOfRedeemRules): Promise<RedeemRules> =>
  importEdited(folder, entry, guardsOfRedeemRules[guard].edits)
