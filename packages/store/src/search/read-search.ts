import { deliveryId } from '../deliveries/delivery-id.ts'
import * as field from '../directory/field.ts'
import { momentAt } from './moment.ts'
import { type Search, type SearchWord, searchKinds, searchStates, searchWords } from './search.ts'
import { partsOf, type SearchPart } from './search-text.ts'

export type ReadSearch = { search: Search } | { problems: string[] }

type Reading = { word: SearchWord | 'bare'; value: string } | { problem: string }

const textLengthMax = 1_000

const mayBeLink = new Set(['http', 'https', 'link'])

/**
 * Reads the text of a search box: words with a value each, such as `user:alice state:dead after:2026-11-28`, and at most
 * one id or address without a word. A value with white space is put between quotation marks. Of the address of a link, as
 * it is mailed, only its ids are kept. The problems are sentences, one for each part that cannot be read.
 */
export function readSearch(text: string): ReadSearch {
  if (text.length > textLengthMax) return { problems: [`A search has ${textLengthMax} characters at most.`] }
  const readings = partsOf(text).map(readPart)
  const problems = readings.flatMap(reading => ('problem' in reading ? [reading.problem] : []))
  const search: Record<string, string> = {}
  for (const reading of readings) {
    if ('problem' in reading) continue
    const { word, value } = reading
    if (search[word] !== undefined) problems.push(givenTwice(word, search[word], value))
    search[word] = value
  }
  return problems.length > 0 ? { problems } : { search: search as Search }
}

function readPart({ word, value }: SearchPart): Reading {
  const link = word === null || mayBeLink.has(word) ? idsOfAddress(value) : undefined
  if (link) return { word: 'link', value: link }
  if (word === null) {
    const [, name] = /^([a-z]+):$/i.exec(value) ?? []
    return name ? { problem: `“${value}” has no value after it.` } : checked('bare', value)
  }
  if (!isWord(word)) {
    const problem = `“${word}:” is no word of a search; the words are ${searchWords.map(known => `${known}:`).join(', ')}.`
    return { problem: `${problem} An id with a colon needs quotation marks: "${word}:${value}".` }
  }
  return checked(word, value)
}

function checked(word: SearchWord | 'bare', value: string): Reading {
  const problem = problemOf(word, value)
  return problem ? { problem: `“${value}” ${problem}.` } : { word, value: meantBy(word, value) }
}

function problemOf(word: SearchWord | 'bare', value: string): string | undefined {
  switch (word) {
    case 'state':
      return isOneOf(searchStates, value)
        ? undefined
        : `is no state; the states are ${searchStates.join(', ')}`
    case 'kind':
      return isOneOf(searchKinds, value) ? undefined : `is no kind; the kinds are ${searchKinds.join(', ')}`
    case 'after':
    case 'before':
      return momentAt(value, Date.now()) === undefined
        ? 'is no time; write a date like 2026-11-28, a time like 2026-11-28T14:30Z, or an age like 30m, 2h or 7d'
        : undefined
    case 'delivery':
      return readUuid(value) ? undefined : 'is no id of a delivery'
    case 'link':
      return value.split(',').every(readUuid) ? undefined : 'is no id of a link'
    case 'address':
      return value.includes('@') ? problemOfText(value) : 'is no address'
    default:
      return problemOfText(value)
  }
}

const problemOfText = (value: string) => field.id.safeParse(value).error?.issues[0]?.message

const isOneOf = (known: readonly string[], value: string) => known.includes(value)

const isWord = (word: string): word is SearchWord => isOneOf(searchWords, word)

function meantBy(word: SearchWord | 'bare', value: string): string {
  if (word === 'delivery') return readUuid(value) ?? value
  return word === 'link' ? value.split(',').map(readUuid).join() : value
}

/** The id of a delivery or a link that a text has, without white space and in lower case; undefined if it is none. */
export const readUuid = (text: string): string | undefined => deliveryId.safeParse(text).data

/**
 * The ids in the address of a link, as the value of `link:`; undefined if it has none. Its code is a secret and is dropped.
 */
function idsOfAddress(value: string): string | undefined {
  if (!value.includes('/')) return undefined
  const found = value.toLowerCase().match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g)
  return found ? [...new Set(found)].join() : undefined
}

function givenTwice(word: SearchWord | 'bare', first: string, second: string): string {
  return word === 'bare'
    ? `A search has one id or address at most, and “${first}” and “${second}” are two.`
    : `“${word}:” can be given once, and is given as “${first}” and “${second}”.`
}
