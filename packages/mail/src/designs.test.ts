import { describe, expect, test } from 'vitest'
import { designs, findDesignProblems, readDesigns } from './designs.ts'

const link = '{{heading}}{{#browser}}{{browser}}{{/browser}}{{url}}'
const added = '{{text}}{{#undoUrl}}{{undoUrl}}{{undoExpiry}}{{/undoUrl}}'
const removed = '{{text}}{{#accountUrl}}{{account}}{{accountUrl}}{{/accountUrl}}'

test('a design with known slots and sections has no problem', () => {
  expect(findDesignProblems('link', link)).toEqual([])
  expect(findDesignProblems('added', added)).toEqual([])
  expect(findDesignProblems('removed', removed)).toEqual([])
})

test.each([
  ['link', `${link}{{oops}}`, '{{oops}} is unknown; known are accent, accentDark, application'],
  ['link', `${link}{{requester}}`, '{{requester}} is unknown'],
  ['link', `${link}{{logo}}`, '{{logo}} is unknown'],
  ['link', `${link}{{undoUrl}}`, '{{undoUrl}} is unknown'],
  ['link', `${link}{{#undoUrl}}x{{/undoUrl}}`, 'the section {{#undoUrl}} is unknown'],
  ['link', '{{heading}}', '{{url}} is missing'],
  ['link', `${link}{{#browser}}`, 'the section {{#browser}} is not ended'],
  ['link', `${link}{{application}}`, '{{application}} is not always there: put it between {{#application}}'],
  ['link', `${link}{{requestedBy}}`, '{{requestedBy}} is not always there: put it between {{#requester}}'],
  ['link', `${link}{{#location}}{{browser}}{{/location}}`, '{{browser}} is not always there'],
  ['link', `${link}{{^browser}}{{browser}}{{/browser}}`, '{{browser}} is not always there'],
  [
    'link',
    '{{heading}}{{#browser}}{{url}}{{/browser}}',
    '{{url}} is only in sections that are not in every mail',
  ],
  ['added', added.replace('{{text}}', '{{#browser}}{{text}}{{/browser}}'), '{{text}} is only in sections'],
  ['link', `${link}{{^browser}}{{application}}{{/browser}}`, '{{application}} is not always there'],
  ['added', `${added}{{undoExpiry}}`, '{{undoExpiry}} is not always there: put it between {{#undoUrl}}'],
  ['removed', '{{heading}}', '{{text}} is missing'],
  [
    'removed',
    `${removed}{{browser}}`,
    '{{browser}} is unknown; known are accent, accentDark, account, accountUrl',
  ],
  ['removed', `${removed}{{#undoUrl}}x{{/undoUrl}}`, 'the section {{#undoUrl}} is unknown'],
  ['removed', `${removed}{{accountUrl}}`, '{{accountUrl}} is not always there'],
] as const)('in the %s mail the design %s has the problem that %s', (kind, html, problem) => {
  expect(findDesignProblems(kind, html)).toEqual([expect.stringContaining(problem)])
})

describe('designs in a file', () => {
  test('are read as they were written', () => {
    expect(readDesigns(JSON.stringify(designs))).toEqual(designs)
  })

  test('get the line ends of a mail', () => {
    const given = {
      link: { ltr: `a\n${link}`, rtl: link },
      added: { ltr: added, rtl: `${added}\n\n` },
      removed: { ltr: removed, rtl: `${removed}\r\n` },
    }
    expect(readDesigns(JSON.stringify(given))).toEqual({
      link: { ltr: `a\r\n${link}\r\n`, rtl: `${link}\r\n` },
      added: { ltr: `${added}\r\n`, rtl: `${added}\r\n` },
      removed: { ltr: `${removed}\r\n`, rtl: `${removed}\r\n` },
    })
  })

  test('have ours of the removed mail if they have none of their own', () => {
    const own = { link: { ltr: link, rtl: link }, added: { ltr: added, rtl: added } }
    const read = readDesigns(JSON.stringify(own))
    expect(read.link.ltr).toBe(`${link}\r\n`)
    expect(read.removed).toEqual(designs.removed)
  })

  test.each([
    ['{}', 'link, ltr: is missing; link, rtl: is missing; added, ltr: is missing; added, rtl: is missing'],
    [
      JSON.stringify({ ...designs, link: { ltr: '{{oops}}{{url}}', rtl: link } }),
      'link, ltr: {{oops}} is unknown',
    ],
    [JSON.stringify({ ...designs, removed: { ltr: removed } }), 'removed, rtl: is missing'],
    [JSON.stringify({ ...designs, removed: null }), 'removed, ltr: is missing'],
    [
      JSON.stringify({ ...designs, removed: { ltr: removed, rtl: link } }),
      'removed, rtl: {{browser}} is unknown',
    ],
    ['null', 'link, ltr: is missing'],
    ['[', 'not JSON'],
  ])('are refused if they are %s', (json, problem) => {
    expect(() => readDesigns(json)).toThrow(problem)
  })
})
