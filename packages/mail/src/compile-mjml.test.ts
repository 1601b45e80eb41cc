import { expect, test } from 'vitest'
import { compileMjml, InvalidMjml } from './compile-mjml.ts'

const section = '<mj-section><mj-column><mj-text>{{heading}}</mj-text></mj-column></mj-section>'
const mjml = (body: string) => `<mjml><mj-body>${body}</mj-body></mjml>`

test('a section between the sections of MJML leaves the comments for Outlook as they are', async () => {
  const html = await compileMjml(
    mjml(`${section}<mj-raw>{{#supportUrl}}<p>Help</p>{{/supportUrl}}</mj-raw>${section}`),
    'ltr',
  )
  expect(html).toContain('{{#supportUrl}}')
  expect(html).not.toMatch(/--\s+>/)
})

test('the colours, the direction and the side are those of the mail', async () => {
  const button = `<mj-section><mj-column><mj-button align="{{start}}" background-color="{{accent}}" color="{{ink}}">x</mj-button></mj-column></mj-section>`
  const html = await compileMjml(mjml(button), 'rtl')
  expect(html).toContain('background:{{accent}}')
  expect(html).toContain('color:{{ink}}')
  expect(html).toContain('align="right"')
})

test('invalid MJML is refused with every problem', async () => {
  const compiled = compileMjml(
    mjml('<mj-section><mj-text color="x">a</mj-text></mj-section><mj-oops />'),
    'ltr',
  )
  const error = (await compiled.catch(found => found)) as InvalidMjml
  expect(error).toBeInstanceOf(InvalidMjml)
  expect(error.problems.length).toBeGreaterThan(1)
})
