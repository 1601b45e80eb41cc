import type { Direction } from './designs/layout.ts'
import { escapeHtml } from './escape-html.ts'
import { addedHtml, linkHtml } from './gen/designs.ts'
import { compileTemplate, type Template } from './template.ts'

/**
 * A kind of mail in one language, with slots for the values of one mail. `from` is the name of the sender. Lines end with
 * CRLF.
 */
export type MailTemplate = { from: Template; subject: Template; text: Template; html: Template }

export type Locale = { language: string; direction: Direction }

type CommonTexts = Record<'from' | 'subject' | 'preview' | 'heading' | 'greeting' | 'sender', Template>

/**
 * The texts of the mail with a link. They may have the slots `name`, `organization`, `url` and `moment`, the formatted time
 * until which the link works.
 */
export type LinkMailTexts = CommonTexts &
  Record<'request' | 'instruction' | 'button' | 'buttonInText' | 'expiry' | 'notYou' | 'fallback', Template>

/**
 * The texts of the mail that notifies a user of a new passkey. They may have the slots `name`, `organization`, `passkey`
 * and `moment`, a formatted time.
 */
export type AddedMailTexts = CommonTexts & Record<'text' | 'wasYou' | 'notYou', Template>

/** The mail with a link, in one language. */
export function linkMail(texts: LinkMailTexts, locale: Locale): MailTemplate {
  const { from, subject, greeting, request, instruction, buttonInText, expiry, notYou, sender } = texts
  return {
    from,
    subject,
    html: fillTexts(linkHtml, texts, locale),
    text: paragraphs(
      greeting,
      request,
      instruction,
      `${buttonInText}\r\n{{url}}`,
      expiry,
      notYou,
      signature(sender),
    ),
  }
}

/** The mail that notifies a user of a new passkey, in one language. */
export function addedMail(texts: AddedMailTexts, locale: Locale): MailTemplate {
  const { from, subject, greeting, text, wasYou, notYou, sender } = texts
  return {
    from,
    subject,
    html: fillTexts(addedHtml, texts, locale),
    text: paragraphs(greeting, text, wasYou, notYou, signature(sender)),
  }
}

const paragraphs = (...texts: Template[]) => `${texts.join('\r\n\r\n')}\r\n`

const signature = (sender: Template) => `-- \r\n${sender}`

// The slots of values stay: a design has them beside the slots of texts, and texts have them too.
function fillTexts(
  html: Record<Direction, Template>,
  texts: Record<string, Template>,
  { language, direction }: Locale,
): Template {
  const values = { organization: '{{organization}}', url: '{{url}}' }
  return compileTemplate(html[direction], escapeHtml)({ ...values, ...texts, language })
}
