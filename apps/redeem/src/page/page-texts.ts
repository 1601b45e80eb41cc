import type { Catalog } from '@passlink/messages'

/** Texts whose functions have become texts with placeholders. */
type Plain<Texts> = Texts extends string
  ? string
  : Texts extends (values: never) => string
    ? string
    : { [Name in keyof Texts]: Plain<Texts[Name]> }

const placeholders = {
  organization: '{organization}',
  name: '{name}',
  address: '{address}',
  duration: '{duration}',
  passkey: '{passkey}',
  moment: '{moment}',
}

/** The texts of the page as JSON for its script, with placeholders such as `{organization}`. */
export function pageTexts({ language, direction, redeem }: Catalog) {
  const { language: languageLabel, devices, passkeyName, noScript, notLoaded, ...texts } = redeem
  return { language, direction, languageLabel, ...plain(texts) }
}

export type PageTexts = ReturnType<typeof pageTexts>

function plain<Texts extends object>(texts: Texts): Plain<Texts> {
  const entries = Object.entries(texts).map(([name, text]) => [
    name,
    typeof text === 'function' ? text(placeholders) : typeof text === 'object' ? plain(text) : text,
  ])
  return Object.fromEntries(entries)
}
