export type LruCache<Value> = ReturnType<typeof createLruCache<Value>>

/** A map of at most `max` entries that drops the least recently used one. */
export function createLruCache<Value>(max: number) {
  // A Map iterates in the order in which its keys were set.
  const values = new Map<string, Value>()
  return {
    get(key: string): Value | undefined {
      const value = values.get(key)
      if (value !== undefined) {
        values.delete(key)
        values.set(key, value)
      }
      return value
    },
    set(key: string, value: Value) {
      values.delete(key)
      values.set(key, value)
      if (values.size > max) values.delete(values.keys().next().value as string)
    },
    delete: (key: string) => values.delete(key),
  }
}
