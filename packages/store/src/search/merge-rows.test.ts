import { expect, test } from 'vitest'
import { type FoundRow, mergeRows, readCursor } from './merge-rows.ts'

const place = (n: number) => `01939b1c-7b00-7000-8000-0000000000${n}`
const row = (atPlace: number, id = atPlace) =>
  ({ atPlace: place(atPlace), deliveryId: place(id) }) as FoundRow
const at = (n: number, id = n) => ({ place: place(n), id: place(id) })

const idsOf = ({ deliveries }: ReturnType<typeof mergeRows>) =>
  deliveries.map(({ deliveryId }) => Number(deliveryId.slice(-2)))

test('the rows of all sources are in one order, by place and then by id, the greatest first', () => {
  const page = mergeRows(
    [
      { rows: [row(50, 60), row(50, 51), row(20)], end: null },
      { rows: [row(55), row(30)], end: null },
    ],
    9,
  )
  expect(idsOf(page)).toEqual([55, 60, 51, 30, 20])
  expect(page).toMatchObject({ next: null, isPartial: false })
})

test('a page that is full goes on after its last row, and no row has a place in it', () => {
  const page = mergeRows([{ rows: [row(50), row(40), row(30)], end: null }], 2)
  expect(page.deliveries).toEqual([{ deliveryId: place(50) }, { deliveryId: place(40) }])
  expect(page).toMatchObject({ next: `${place(40)}~${place(40)}`, isPartial: false })
})

test('a page ends where the first source gave up, because more of it may come there', () => {
  const page = mergeRows(
    [
      { rows: [row(50)], end: at(40, 10) },
      { rows: [row(45), row(35)], end: null },
      { rows: [], end: at(20) },
    ],
    9,
  )
  expect(idsOf(page)).toEqual([50, 45])
  expect(page).toMatchObject({ next: `${place(40)}~${place(10)}`, isPartial: true })
})

test('the row at which a source gave up is in the page', () => {
  expect(idsOf(mergeRows([{ rows: [row(50)], end: at(50) }], 9))).toEqual([50])
})

test('a page that is full is not partial, whether or not a source gave up', () => {
  const page = mergeRows([{ rows: [row(50), row(40)], end: at(30) }], 2)
  expect(page).toMatchObject({ next: `${place(30)}~${place(30)}`, isPartial: false })
})

test.each([
  [`${place(50)}~${place(40)}`, { place: place(50), id: place(40), placeOf: 'uuid' }],
  [
    `2026-11-28T10:00:00.000001Z~${place(40)}`,
    { place: '2026-11-28T10:00:00.000001Z', id: place(40), placeOf: 'timestamptz' },
  ],
  [` ${place(50)}~${place(40)} `, { place: place(50), id: place(40), placeOf: 'uuid' }],
  [`2026-11-28T10:61:00.000001Z~${place(40)}`, null],
  [place(50), null],
  [`x~${place(50)}`, null],
  ['', null],
  [undefined, null],
])('the cursor %j is read', (text, cursor) => {
  expect(readCursor(text)).toEqual(cursor)
})
