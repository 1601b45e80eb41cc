import type { catalogFor, EndValues, RedeemEnd } from '@passlink/messages'

type Catalog = ReturnType<typeof catalogFor>

type End = RedeemEnd & { next?: (values: EndValues) => string }

const values = { organization: '{organization}', duration: '{duration}' }

/** The texts of the page as JSON for its script, with placeholders such as `{organization}`. */
export function pageTexts({ language, direction, redeem }: Catalog) {
  const { ready, added, ends } = redeem
  return {
    language,
    direction,
    loading: redeem.loading,
    waiting: redeem.waiting,
    tryAgain: redeem.tryAgain,
    ready: {
      ...ready,
      title: ready.title(values.organization),
      forName: ready.forName('{name}'),
      forAddress: ready.forAddress('{name}', '{address}'),
    },
    added: {
      ...added,
      here: added.here(values.organization),
      elsewhere: added.elsewhere(values.organization),
    },
    ends: Object.fromEntries(
      Object.entries<End>(ends).map(([name, { title, text, next }]) => [
        name,
        { title, text: text(values), ...(next ? { next: next(values) } : {}) },
      ]),
    ) as Record<keyof typeof ends, { title: string; text: string; next?: string }>,
  }
}

export type PageTexts = ReturnType<typeof pageTexts>
