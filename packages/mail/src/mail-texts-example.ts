import type { MailTexts } from './mail-texts.ts'

const common = {
  from: ({ organization, service }: Record<string, string>) => `${organization} via ${service}`,
  subject: ({ organization }: Record<string, string>) => `A subject for ${organization}`,
  preview: 'A preview',
  heading: () => 'A heading',
  greeting: ({ name }: Record<string, string>) => `Hello ${name},`,
  sender: ({ organization }: Record<string, string>) => `Sent for ${organization}`,
}
/** Texts of the mails for tests. */
export const textsIn = (direction: 'ltr' | 'rtl'): MailTexts => ({
  language: 'xx',
  direction,
  mail: {
    details: 'Details',
    time: ({ moment }) => `Time ${moment}`,
    application: ({ application }) => `App ${application}`,
    requestedBy: ({ requester }) => `By ${requester}`,
    location: ({ location }) => `Near ${location}`,
    support: ({ organization }) => `Help from ${organization}`,
  },
  linkMail: {
    ...common,
    request: 'Sign in',
    instruction: 'There.',
    button: 'Press',
    buttonInText: 'Press:',
    expiry: ({ moment }) => `Until ${moment}.`,
    notYou: 'Not you & them?',
    fallback: 'Or copy',
  },
  addedMail: {
    ...common,
    text: ({ passkey, moment }) => `${passkey} on ${moment}`,
    wasYou: 'You?',
    notYou: () => 'Not you & them?',
    notYouUndo: () => 'Not you & them? Remove it.',
    undo: 'Remove',
    undoExpiry: ({ moment }) => `Removable until ${moment}`,
    account: 'Manage',
  },
  removedMail: {
    ...common,
    text: ({ passkey, moment }) => `${passkey} removed on ${moment}`,
    wasYou: 'You?',
    notYou: () => 'Not you & them?',
    account: 'Manage',
  },
})
