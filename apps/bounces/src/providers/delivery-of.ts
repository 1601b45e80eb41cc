import { uuid } from '@passlink/runtime'

/**
 * The delivery of the first text that names one: with its id (a UUID), or as a Message-ID, `<id@host>`, with or without
 * the brackets. Undefined if none does.
 */
export function deliveryOf(...texts: unknown[]): string | undefined {
  for (const text of texts) {
    if (typeof text !== 'string') continue
    const [, id] = /^\s*<?([\da-f-]{36})(?:@[^\s@>]+)?>?\s*$/i.exec(text) ?? []
    const parsed = uuid.safeParse(id)
    if (parsed.success) return parsed.data
  }
  return undefined
}
