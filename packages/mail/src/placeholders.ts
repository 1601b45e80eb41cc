import type { MailKind } from './kinds.ts'

const ofLook = ['language', 'accent', 'ink', 'accentDark', 'inkDark']

const ofAll = [
  ...['subject', 'preview', 'heading', 'greeting', 'sender', 'notYou'],
  ...['support', 'organization', 'supportUrl'],
]

const ofPlace = ['details', 'browser', 'location']

const of: Record<MailKind, string[]> = {
  link: [
    ...['request', 'instruction', 'button', 'buttonInText', 'expiry', 'fallback'],
    ...['time', 'requestedBy', 'application', ...ofPlace, 'url'],
  ],
  added: [
    ...['text', 'wasYou', 'notYouUndo', 'undo', 'undoExpiry', 'account'],
    ...[...ofPlace, 'undoUrl', 'accountUrl'],
  ],
  removed: ['text', 'wasYou', 'account', 'accountUrl'],
}

/** The slots that a design may have: what belongs to the look, the texts, and the values. */
export const slotsOf = (kind: MailKind) => [...ofLook, ...ofAll, ...of[kind]]

/** The sections that a design may have: those of the values that are not in every mail. */
export const sectionsOf: Record<MailKind, readonly string[]> = {
  link: ['logo', 'requester', 'application', 'browser', 'location', 'supportUrl'],
  added: ['logo', 'details', 'browser', 'location', 'undoUrl', 'accountUrl', 'supportUrl'],
  removed: ['logo', 'accountUrl', 'supportUrl'],
}

/** The section in which a slot has to be, because the slot's value is not in every mail. */
export const sectionOf: Record<string, string> = {
  requestedBy: 'requester',
  application: 'application',
  browser: 'browser',
  location: 'location',
  supportUrl: 'supportUrl',
  accountUrl: 'accountUrl',
  undoUrl: 'undoUrl',
  undoExpiry: 'undoUrl',
}

/** The slots without which a mail is of no use, each with the only sections in which it may be. */
export const needed: Record<MailKind, Record<string, string[]>> = {
  link: { url: [] },
  added: { text: [], undoUrl: ['#undoUrl'] },
  removed: { text: [] },
}
