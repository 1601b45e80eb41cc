import { type Search, searchWords } from './search.ts'

/** A part of a search box's text: a value, and the word before it, in lower case, if it has one. */
export type SearchPart = { word: string | null; value: string }

const part = /(?:([a-z]+):)?(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|(\S+))/giu

/** Splits the text of a search box at white space that is not between quotation marks. */
export function partsOf(text: string): SearchPart[] {
  return [...text.matchAll(part)].map(([, word, quoted, plain]) => ({
    word: word?.toLowerCase() ?? null,
    value: quoted?.replace(/\\(.)/gu, '$1') ?? plain ?? '',
  }))
}

/** Writes a search as the text of a search box, from which `readSearch` reads the same search. */
export function searchText(search: Search): string {
  const words = searchWords.flatMap(word => {
    const value = search[word]
    return value === undefined ? [] : [`${word}:${quotedIfNeeded(value, /[\s"]/u)}`]
  })
  return [...(search.bare === undefined ? [] : [quotedIfNeeded(search.bare, /[\s":]/u)]), ...words].join(' ')
}

const quotedIfNeeded = (value: string, needed: RegExp) =>
  needed.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
