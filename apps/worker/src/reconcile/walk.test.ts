import { expect, test } from 'vitest'
import { advance, beginning, type Walk } from './walk.ts'

/** The pages of a walk over these ids, with a page size of two. */
function pagesOf(ids: string[]): string[][] {
  const pages: string[][] = []
  let walk: Walk | undefined = beginning
  while (walk) {
    const { after = '', before = '~', from } = walk as Walk
    const left = ids.filter(id => id > after && id < before)
    const page = (from === 'newest' ? left.reverse() : left).slice(0, 2)
    pages.push(page)
    walk = advance(
      walk,
      page.map(deliveryId => ({ deliveryId })),
      2,
    )
  }
  return pages
}

test('a walk takes pages alternately from both ends until the ends meet', () => {
  expect(pagesOf([...'abcdefg'])).toEqual([['g', 'f'], ['a', 'b'], ['e', 'd'], ['c']])
})

test.each([[''], ['a'], ['ab'], ['abc'], ['abcdef']])('a walk over %j visits each id once', ids => {
  expect(
    pagesOf([...ids])
      .flat()
      .sort(),
  ).toEqual([...ids])
})
