import type { Catalog } from './catalog.ts'

export type RedeemPageState =
  | 'open'
  | 'recorded'
  | 'expired'
  | 'redeemed'
  | 'revoked'
  | 'unknown'
  | 'notFound'
  | 'away'

type PageTexts = Record<RedeemPageState, { title: string; text: (organization: string) => string }>

/** What a page without a script says of a link, taken from the texts of the page that redeems it. */
export function redeemPage({ redeem: { ready, ends } }: Catalog): PageTexts {
  const final = ({ title, text, next }: (typeof ends)['expired']) => ({
    title,
    text: (organization: string) =>
      `${text({ organization, duration: '' })} ${next({ organization, duration: '' })}`,
  })
  const open = { title: ready.button, text: ready.title }
  return {
    open,
    recorded: open,
    expired: final(ends.expired),
    redeemed: final(ends.redeemed),
    revoked: final(ends.revoked),
    unknown: final(ends.wrong),
    notFound: final(ends.notFound),
    away: { title: ends.away.title, text: organization => ends.away.text({ organization, duration: '' }) },
  }
}
