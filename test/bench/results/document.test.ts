import { expect, test } from 'vitest'
import { replaceSections } from './document.ts'

const [begin, end] = ['<!-- bench: written by npm run bench -->', '<!-- bench: end -->']
const empty = `# Performance\n\n${begin}\n${end}\n\nmore\n`

test('a section is written between the markers, and nothing around them is touched', () => {
  const expected = `# Performance\n\n${begin}\n\n### Calls\n\nnew\n\n${end}\n\nmore\n`
  expect(replaceSections(empty, { api: 'new' })).toBe(expected)
})

test('a topic that is measured again replaces its own section alone, in the usual order', () => {
  const first = replaceSections(empty, { worker: 'mails', api: 'calls' })
  const second = replaceSections(first, { api: 'calls again', record: 'recording' })
  expect(second).toBe(replaceSections(empty, { record: 'recording', api: 'calls again', worker: 'mails' }))
})

test('a document without the markers is refused', () => {
  expect(() => replaceSections('# Performance', { api: 'new' })).toThrow(/lacks/)
})
