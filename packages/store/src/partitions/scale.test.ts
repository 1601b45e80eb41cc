import { expect, test } from 'vitest'
import { firstIdAt, months, partsAround, rangesUntil, sequences } from './scale.ts'

const at = (date: string) => firstIdAt(Date.parse(date))
const idAt = (date: string) => at(date).replace('-0000-0000-0', '-7abc-8abc-a')
const april = { from: at('2027-04-01'), to: at('2027-05-01'), suffix: '2027_04' }
const latest = at('2027-01-10')

test('a stray key leaves nothing out but itself: its month is made in two parts', () => {
  const stray = idAt('2027-04-10')
  const parts = partsAround(months, april, { least: stray, greatest: stray, latest })
  expect(parts).toEqual([
    { from: april.from, to: stray, suffix: '2027_04' },
    { from: months.after(stray), to: april.to, suffix: expect.stringMatching(/^[0-9a-f]{12}$/) },
  ])
  expect(Date.parse('2027-04-10') + 1).toBe(Number.parseInt(parts[1]?.suffix ?? '', 16))
})

test('strays leave out what is between them', () => {
  const [least, greatest] = [idAt('2027-04-10'), idAt('2027-04-12')]
  const parts = partsAround(months, april, { least, greatest, latest })
  expect(parts.map(({ from, to }) => [from, to])).toEqual([
    [april.from, least],
    [months.after(greatest), april.to],
  ])
})

test('where the default partition has been used for lack of another, a partition is made after its keys only', () => {
  const [least, greatest] = [idAt('2027-04-01T00:00:05Z'), idAt('2027-04-20')]
  const parts = partsAround(months, april, { least, greatest, latest: at('2027-04-20T00:00:01Z') })
  expect(parts.map(({ from, to }) => [from, to])).toEqual([[months.after(greatest), april.to]])
  const over = partsAround(months, april, { least, greatest, latest: at('2027-06-01') })
  expect(over).toEqual([])
})

test('a part that would be empty is not made', () => {
  const [first, last] = [at('2027-04-01'), idAt('2027-04-30T23:59:59.999Z')]
  const after = partsAround(months, april, { least: first, greatest: first, latest })
  expect(after.map(({ from }) => from)).toEqual([months.after(first)])
  const before = partsAround(months, april, { least: last, greatest: last, latest })
  expect(before.map(({ to }) => to)).toEqual([last])
})

test('ranges follow each other without a gap until the bound', () => {
  expect(rangesUntil(sequences, '7', '40000000')).toEqual([
    { from: '7', to: '20000000', suffix: '7' },
    { from: '20000000', to: '40000000', suffix: '20000000' },
  ])
  expect(rangesUntil(sequences, '40000000', '40000000')).toEqual([])
})
