import { catalogs } from '@passlink/messages'
import { digestOf } from './assets.ts'
import { pageTexts } from './page-texts.ts'

const digest = digestOf(JSON.stringify(catalogs.map(pageTexts)))

/** The path of the texts in a language, which never change. */
export const textsPath = (language: string) => `/page/${digest}/${language}.json`

/** The languages of the page, each with its name in itself, in the order of those names. */
export const pageLanguages = catalogs
  .map(({ language }) => ({ language, name: nameOf(language) }))
  .sort((one, other) => one.name.localeCompare(other.name))

function nameOf(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  return name.replace(/^\p{Ll}/u, letter => letter.toLocaleUpperCase(language))
}
