import { expect, test } from 'vitest'
import { addressTags, dropsConnection, refusalOf, reportOf } from './address-tags.ts'

const effectsOf = (address: string) => [
  refusalOf(address)?.code,
  dropsConnection(address) ? 'drop' : undefined,
  reportOf(address),
]

test('a tag in the local part decides what happens to the mail', () => {
  expect(effectsOf('alice+550@acme.example')).toEqual(['550 5.1.1', undefined, undefined])
  expect(effectsOf('alice+x+451@acme.example')).toEqual(['451 4.7.1', undefined, undefined])
  expect(effectsOf('Alice+DROP@acme.example')).toEqual([undefined, 'drop', undefined])
  expect(effectsOf('alice+bounce@acme.example')).toEqual([undefined, undefined, 'bounce'])
  expect(effectsOf('alice+complain+drop@acme.example')).toEqual([undefined, 'drop', 'complain'])
})

test('every tag that is explained has an effect', () => {
  for (const { tag } of addressTags)
    expect(effectsOf(`alice+${tag}@acme.example`).filter(Boolean)).toHaveLength(1)
})

test.each([
  'alice@acme.example',
  'alice@acme+550.example',
  '550@acme.example',
  'alice+5501@acme.example',
  '',
])('"%s" has no effect', address => {
  expect(effectsOf(address)).toEqual([undefined, undefined, undefined])
})
