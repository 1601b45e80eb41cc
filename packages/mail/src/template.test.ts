import { expect, test } from 'vitest'
import { compileTemplate, inspectTemplate, resolveSections } from './template.ts'

test('a value is escaped once, and what looks like a slot in it stays as it is', () => {
  const fill = compileTemplate('a {{x}} b {{y}}', value => value.replaceAll('<', '&lt;'))
  expect(fill({ x: '{{y}}<', y: '$&' })).toBe('a {{y}}&lt; b $&')
})

test('a template whose value is missing is not filled', () => {
  expect(() => compileTemplate('{{x}}')({})).toThrow('a slot x')
})

test('a section is there only with its value, and an inverted one only without', () => {
  const template =
    'a{{#x}} x={{x}}{{#y}} y={{y}}{{/y}}{{/x}}{{^x}} $& none{{#y}}!{{/y}}{{/x}}{{#x}} again{{/x}}'
  expect(resolveSections(template, new Set(['x']))).toBe('a x={{x}} again')
  expect(resolveSections(template, new Set(['x', 'y']))).toBe('a x={{x}} y={{y}} again')
  expect(resolveSections(template, new Set(['y']))).toBe('a $& none!')
  expect(resolveSections(template, new Set())).toBe('a $& none')
})

test.each([
  ['{{a}}{{#b}}{{c}}{{/b}}', []],
  ['{{#a}}', ['the section {{#a}} is not ended by {{/a}}']],
  ['{{/a}}', ['{{/a}} ends no section that was begun last']],
  ['{{#a}}{{#b}}{{/a}}{{/b}}', ['{{/a}} ends', '{{/b}} ends']],
  ['{{ a }}', ['double braces that are no placeholder']],
  ['{{a}', ['double braces that are no placeholder']],
])('%s has the problems %j', (template, problems) => {
  expect(inspectTemplate(template).problems).toEqual(
    problems.map(problem => expect.stringContaining(problem)),
  )
})
