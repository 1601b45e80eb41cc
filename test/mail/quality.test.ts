import { catalogs } from '@passlink/messages'
import { caniemail } from 'caniemail'
import { HtmlValidate } from 'html-validate'
import { beforeAll, describe, expect, test } from 'vitest'
import { type MailsOf, mailsInAllLanguages } from '../mails-in-all-languages.ts'
import { findSpamAssassin, rate } from '../servers/spam-assassin.ts'

let mailsOf: MailsOf[]
beforeAll(async () => {
  mailsOf = [await mailsInAllLanguages('plain'), await mailsInAllLanguages('branded')]
})

const all = () => mailsOf.flatMap(of => catalogs.flatMap(({ language }) => Object.values(of(language))))

describe.runIf(findSpamAssassin())('every mail in every language', () => {
  test('gets no points from SpamAssassin', { timeout: 180_000 }, async () => {
    // As it arrives: from the worker by way of the relay.
    const at = new Date().toUTCString()
    const received = `Received: from relay.passlink.example (relay.passlink.example [93.184.216.34])\r\n\tby mx.acme.example with ESMTPS; ${at}\r\nReceived: from worker.passlink.example (worker.passlink.example [93.184.216.35])\r\n\tby relay.passlink.example with ESMTPSA; ${at}\r\n`
    const mails = all()
    const ratings = await rate(mails.map(({ raw }) => received + raw))
    expect(ratings).toHaveLength(mails.length)
    const suspicious = ratings.flatMap(({ points, reasons }, place) =>
      points > 0 ? [`${mails[place]?.subject}: ${points} ${reasons}`] : [],
    )
    expect(suspicious).toEqual([])
  })
})

test('the HTML of every mail is valid, but for the attributes that Outlook needs', {
  timeout: 120_000,
}, async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: { 'no-deprecated-attr': 'off' },
  })
  for (const { html } of all()) {
    const { results } = await validator.validateString(html as string)
    expect(
      results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
    ).toEqual([])
  }
})

/** What a mail program of those that most people use does not know, and why that does no harm. */
const harmless: Record<string, string> = {
  '<body> element': 'its colour is also that of the table in it',
  '<style> element': 'without styles the mail is light, and padded as on a desktop',
  '@media': 'as <style>',
  'Attribute selector': 'as <style>',
  'Chaining selectors': 'as <style>',
  'Child combinator': 'as <style>',
  'Class selector': 'as <style>',
  'Descendant combinator': 'as <style>',
  'ID selector': 'as <style>',
  'Type selector': 'as <style>',
  'aria-label attribute': 'it repeats the subject',
  'border-radius': 'corners are square',
  cursor: 'MJML says that the cell of a button is no button',
  'display:none': 'the preview is a paragraph above the sheet',
  'height property': 'a logo is as high as its picture',
  outline: 'MJML resets that of images',
  overflow: 'the preview is hidden by display:none',
  'role attribute': 'layout tables are read as tables',
  'target attribute': 'links open where the program wants',
  transform: 'MJML writes text-transform:none, which this takes for transform',
  'word-break': 'the address is not wider than the sheet on a desktop',
  'word-spacing': 'MJML resets it',
}

/** The HTML without what people read and the addresses it leads to, of which a mail program knows nothing. */
const withoutTexts = (html: string) =>
  html
    .split(/(<style[\s\S]*?<\/style>)/)
    .map((part, place) =>
      place % 2 === 1
        ? part
        : part.replace(/>[^<]+</g, '><').replace(/ (href|lang|alt|title|aria-label)="[^"]*"/g, ' $1=""'),
    )
    .join('')

test('no mail depends on what a common mail program does not know', () => {
  const clients = ['gmail.*', 'apple-mail.*', 'outlook.*', 'yahoo.*'] as never
  const distinct = new Set(all().map(({ html }) => withoutTexts(html as string)))
  const found = [...distinct].flatMap(html => {
    const { issues } = caniemail({ clients, html })
    return [...issues.errors.values()].flatMap(problems => problems.map(({ title }) => title))
  })
  const features = [...new Set(found)].sort()
  expect(features).toEqual(Object.keys(harmless).sort())
})
