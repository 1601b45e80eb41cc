import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A piece of SQL in a source: its text around what is filled in. `isWhole`: it is a statement, and no part of one. */
export type SqlText = { file: string; parts: string[]; isWhole: boolean }

const root = new URL('../../../', import.meta.url).pathname

// Where our SQL is, and how it begins there. The definition of a table is none of it.
const places = {
  store: { folder: 'packages/store/src', opening: /\bsql`/g },
  queue: { folder: 'packages/queue/src/postgres', opening: /`(?=\s*(?:select|with|insert)\b)/g },
}

/** Every piece of SQL that the store, or what is ours of the queue in Postgres, can send. */
export function readSqlTexts(of: keyof typeof places): SqlText[] {
  const { folder, opening } = places[of]
  return sourcesIn(folder).flatMap(file => textsIn(readFileSync(join(root, file), 'utf8'), file, opening))
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('schema/'))
    .map(name => join(folder, name))
    .sort()

/** The pieces of SQL in a source, those inside others too. */
export function textsIn(source: string, file: string, opening: RegExp): SqlText[] {
  return [...source.matchAll(opening)].map(({ index, 0: { length } }) => ({
    file,
    parts: templateAt(source, index + length).parts,
    isWhole: /\b(?:statement|run)(?:<[^`]*>)?\(\s*(?:\w+,\s*)?$/.test(source.slice(0, index)),
  }))
}

/** The parts of a template from just behind its opening on, and where it ends. */
function templateAt(source: string, from: number): { parts: string[]; end: number } {
  const parts = ['']
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '`') return { parts, end: at }
    if (source.startsWith('${', at)) {
      at = endOfHole(source, at + 2)
      parts.push('')
    } else {
      const isEscaped = source[at] === '\\'
      if (isEscaped) at += 1
      const next = isEscaped && source[at] === 'n' ? '\n' : source[at]
      parts.push(`${parts.pop()}${next}`)
    }
  }
  throw new Error('a template does not end')
}

function endOfHole(source: string, from: number): number {
  let depth = 1
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '`') at = templateAt(source, at + 1).end
    else if (source[at] === "'") at = source.indexOf("'", at + 1)
    else if (source[at] === '{') depth += 1
    else if (source[at] === '}') depth -= 1
    if (depth === 0) return at
  }
  throw new Error('what is filled in does not end')
}

/** Whether a statement that was sent has this piece in it, whatever was filled in. */
export function occursIn({ parts, isWhole }: SqlText, statement: string): boolean {
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (isWhole && !(statement.startsWith(first) && statement.endsWith(last))) return false
  if (isWhole && parts.length === 1) return statement === first
  let at = 0
  for (const part of parts) {
    const found = statement.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return true
}

/** The pieces that are in no statement that was sent. */
export const unseen = (texts: readonly SqlText[], statements: ReadonlySet<string>): SqlText[] =>
  texts.filter(text => ![...statements].some(statement => occursIn(text, statement)))
