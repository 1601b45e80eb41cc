/** First in, first out, each in constant time. */
export type Queue<Item> = { push: (item: Item) => void; shift: () => Item | undefined; length: () => number }

export function createQueue<Item>(): Queue<Item> {
  let items: Item[] = []
  let first = 0
  return {
    push(item) {
      items.push(item)
    },
    shift() {
      const item = items[first]
      if (first < items.length) first += 1
      if (first > 1_000 && first * 2 > items.length) {
        items = items.slice(first)
        first = 0
      }
      return item
    },
    length: () => items.length - first,
  }
}
