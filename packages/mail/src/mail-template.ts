import { designs as ourDesigns } from './designs.ts'
import { fillIn, linesOf } from './fill-texts.ts'
import type { MailKind } from './kinds.ts'
import { fillDesign, type Look } from './look.ts'
import type { AddedMailTexts, LinkMailTexts, MailTexts, RemovedMailTexts } from './mail-texts.ts'
import type { Template } from './template.ts'

/**
 * A kind of mail in one language, with slots for the values of one mail. `from` is the name of the sender. Lines end with
 * CRLF.
 */
export type MailTemplate = { from: Template; subject: Template; text: Template; html: Template }

/**
 * The mail with a link. It has slots for `name`, `organization`, `url`, `moment` (until when the link works),
 * `requestedAt`, and the optional values.
 */
export function linkMail(texts: MailTexts, look: Look): MailTemplate {
  const filled: LinkMailTexts = {
    ...fillIn(texts.linkMail, look.service),
    ...linesOf(texts),
    time: texts.mail.time({ moment: '{{requestedAt}}' }),
  }
  const { has, from, html } = fillDesign(texts, look, filled, (look.designs ?? ourDesigns).link)
  return {
    from,
    subject: filled.subject,
    html,
    text: paragraphs(
      filled.greeting,
      filled.request,
      filled.instruction,
      `${filled.buttonInText}\r\n{{url}}`,
      filled.expiry,
      lines(
        filled.details,
        filled.time,
        has('requester') && filled.requestedBy,
        has('application') && filled.application,
        has('browser') && filled.browser,
        has('location') && filled.location,
      ),
      filled.notYou,
      has('supportUrl') && `${filled.support}\r\n{{supportUrl}}`,
      signature(filled.sender),
    ),
  }
}

/**
 * The mail that notifies a user of a new passkey. It has slots for `name`, `organization`, `passkey`, `moment` (of the
 * addition), `undoUntil` where there is an `undoUrl`, and the optional values.
 */
export function addedMail(texts: MailTexts, look: Look): MailTemplate {
  const filled: AddedMailTexts = {
    ...fillIn(texts.addedMail, look.service),
    ...linesOf(texts),
    undoExpiry: texts.addedMail.undoExpiry({ moment: '{{undoUntil}}' }),
  }
  const { has, from, html } = fillDesign(texts, look, filled, (look.designs ?? ourDesigns).added)
  const hasDetails = has('browser') || has('location')
  return {
    from,
    subject: filled.subject,
    html,
    text: paragraphs(
      filled.greeting,
      filled.text,
      hasDetails &&
        lines(filled.details, has('browser') && filled.browser, has('location') && filled.location),
      filled.wasYou,
      has('undoUrl')
        ? lines(filled.notYouUndo, '', filled.undo, '{{undoUrl}}', '', filled.undoExpiry)
        : filled.notYou,
      has('accountUrl') && `${filled.account}\r\n{{accountUrl}}`,
      has('supportUrl') && `${filled.support}\r\n{{supportUrl}}`,
      signature(filled.sender),
    ),
  }
}

/**
 * The mail that notifies a user of a removed passkey. It has slots for `name`, `organization`, `passkey`, `moment` (of the
 * removal), and the optional values `logo`, `accountUrl` and `supportUrl`.
 */
export function removedMail(texts: MailTexts, look: Look): MailTemplate {
  const filled: RemovedMailTexts = {
    ...fillIn(texts.removedMail, look.service),
    support: linesOf(texts).support,
  }
  const { has, from, html } = fillDesign(texts, look, filled, (look.designs ?? ourDesigns).removed)
  return {
    from,
    subject: filled.subject,
    html,
    text: paragraphs(
      filled.greeting,
      filled.text,
      filled.wasYou,
      filled.notYou,
      has('accountUrl') && `${filled.account}\r\n{{accountUrl}}`,
      has('supportUrl') && `${filled.support}\r\n{{supportUrl}}`,
      signature(filled.sender),
    ),
  }
}

/** The template of each mail. */
export const mailTemplates: Record<MailKind, (texts: MailTexts, look: Look) => MailTemplate> = {
  link: linkMail,
  added: addedMail,
  removed: removedMail,
}

type Part = Template | false

const lines = (...texts: Part[]) => texts.filter(text => text !== false).join('\r\n')

const paragraphs = (...texts: Part[]) => `${texts.filter(text => text !== false).join('\r\n\r\n')}\r\n`

const signature = (sender: Template) => `-- \r\n${sender}`
