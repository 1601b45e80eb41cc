import { expect, test } from 'vitest'
import { contrastMin, contrastOf, darkAccentOf, inkOn, sheets } from './colors.ts'

const greys = Array.from({ length: 256 }, (_, n) => `#${n.toString(16).padStart(2, '0').repeat(3)}`)

test('the contrast ratio is that of WCAG', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrastOf('#ff0000', '#ff0000')).toBe(1)
})

test('text on an accent always has the contrast that normal text needs', () => {
  for (const grey of greys) expect(contrastOf(grey, inkOn(grey))).toBeGreaterThanOrEqual(4.5)
})

test('an accent that suits the dark sheet is kept, and another one is made lighter until it does', () => {
  expect(darkAccentOf('#ffcc00')).toBe('#ffcc00')
  for (const accent of [...greys, '#0000ff', '#330000'])
    expect(contrastOf(darkAccentOf(accent), sheets.dark)).toBeGreaterThanOrEqual(contrastMin)
})
