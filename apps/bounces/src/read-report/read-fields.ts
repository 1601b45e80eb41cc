/** Fields by name in lower case. A name that is repeated has several values. */
export type Fields = ReadonlyMap<string, readonly string[]>

/**
 * The blocks of fields in a text, such as the ones of RFC 3464 section 2.1, which empty lines separate. The values are
 * unfolded (RFC 5322 section 2.2.3). A line that belongs to no field is skipped.
 */
export function readBlocks(text: string): Fields[] {
  return blocksOf(text)
    .map(lines => fieldsOf(unfold(lines)))
    .filter(fields => fields.size > 0)
}

/** The value of a field that stands there exactly once, without its comments; else null. */
export function singleValue(fields: Fields, name: string): string | null {
  const [value, ...others] = fields.get(name) ?? []
  return value === undefined || others.length > 0 ? null : withoutComments(value)
}

/** The value with a space for each comment (RFC 5322 section 3.2.2). A comment that is never closed takes the rest. */
export function withoutComments(value: string): string {
  let depth = 0
  const uncommented = value.replace(/\\.|[^\\()]+|[\\()]/gs, token => {
    if (token === '(') return depth++ === 0 ? ' ' : ''
    if (token === ')' && depth > 0) {
      depth--
      return ''
    }
    return depth > 0 ? '' : token
  })
  return uncommented.trim()
}

function blocksOf(text: string): string[][] {
  let block: string[] = []
  const blocks = [block]
  for (const line of text.split('\n').map(rawLine => rawLine.trimEnd())) {
    if (line !== '') block.push(line)
    else if (block.length > 0) {
      block = []
      blocks.push(block)
    }
  }
  return blocks
}

function unfold(lines: readonly string[]): string[] {
  const unfolded: string[] = []
  for (const line of lines) {
    if (/^[ \t]/.test(line) && unfolded.length > 0) unfolded.push(unfolded.pop() + line)
    else unfolded.push(line)
  }
  return unfolded
}

function fieldsOf(lines: readonly string[]): Fields {
  const fields = new Map<string, string[]>()
  for (const line of lines) {
    const name = /^[!-9;-~]+(?=[ \t]*:)/.exec(line)?.[0]
    if (name === undefined) continue
    const value = line.slice(line.indexOf(':') + 1).trim()
    const values = fields.get(name.toLowerCase())
    if (values) values.push(value)
    else fields.set(name.toLowerCase(), [value])
  }
  return fields
}
