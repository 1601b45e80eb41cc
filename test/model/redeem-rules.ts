import { fileURLToPath } from 'node:url'
import { decideFailedChecks, decideRedeem } from '@passlink/store'
import { type Edit, importEdited } from './import-edited.ts'

/** The functions that decide about redeeming, the same that the apps run. */
export const redeemRules = { decideFailedChecks, decideRedeem }

export type RedeemRules = typeof redeemRules

const folder = fileURLToPath(new URL('../../packages/store/src/', import.meta.url))
const entry = "export * from './links/decide-failed-checks.ts'\nexport * from './passkeys/decide-redeem.ts'"

/** What these rules guarantee, and the edits to their source that remove each guarantee. */
export const guardsOfRedeemRules = {
  redeemRevokesOthers: {
    guarantee: "redeeming revokes the person's other open links",
    edits: [{ file: 'decide-redeem.ts', from: 'others.map(({ id }) => id)', to: '[]' }],
  },
  redeemChecksExpiry: {
    guarantee: 'an expired link is not redeemed',
    edits: [{ file: 'link-state.ts', from: "expiresAt <= now ? 'expired' : 'open'", to: "'open'" }],
  },
  wrongCodesKill: {
    guarantee: 'after five wrong codes a link is unusable',
    edits: [
      {
        file: 'decide-failed-checks.ts',
        from: 'isRevoked: failed >= failedChecksMax',
        to: 'isRevoked: false',
      },
    ],
  },
} satisfies Record<string, { guarantee: string; edits: Edit[] }>

/** The rules as they would be without this guard. */
export const redeemRulesWithout = (guard: keyof typeof guardsOfRedeemRules): Promise<RedeemRules> =>
  importEdited(folder, entry, guardsOfRedeemRules[guard].edits)
