import { decideRedeem } from '@passlink/store'
import { type Edit, importEdited } from './import-edited.ts'

/** The functions that decide about redeeming, the same that the apps run. */
export const redeemRules = { decideRedeem }

export type RedeemRules = typeof redeemRules

const files = ['packages/store/src/passkeys/decide-redeem.ts']

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
} satisfies Record<string, { guarantee: string; edits: Edit[] }>

/** The rules as they would be without this guard. */
export const redeemRulesWithout = (guard: keyof typeof guardsOfRedeemRules): Promise<RedeemRules> =>
  importEdited(files, guardsOfRedeemRules[guard].edits)
