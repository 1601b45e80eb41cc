import { catalogs } from '@passlink/messages'

/** The languages of the mails (BCP 47). */
export const languages = catalogs.map(({ language }) => language)

/** A language's name in itself. */
export function nameOf(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
}

/** The place of one of the languages, from 1, and the languages beside it; the first one is also after the last one. */
export function placeOf(language: string): { place: number; previous: string; next: string } {
  const index = languages.indexOf(language)
  const at = (other: number) => languages.at(other % languages.length) as string
  return { place: index + 1, previous: at(index - 1), next: at(index + 1) }
}
