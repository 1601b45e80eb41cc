import type { Direction } from './designs/layout.ts'
import type { Template } from './template.ts'

type With<Name extends string> = (values: Record<Name, string>) => string

type Common = {
  from: With<'organization' | 'service'>
  subject: With<'organization'>
  preview: string
  heading: With<'organization'>
  greeting: With<'name'>
  sender: With<'organization'>
}

/** The texts of the mails in one language (BCP 47). */
export type MailTexts = {
  language: string
  direction: Direction
  mail: {
    details: string
    time: With<'moment'>
    application: With<'application'>
    requestedBy: With<'requester'>
    location: With<'location'>
    support: With<'organization'>
  }
  linkMail: Common & {
    request: string
    instruction: string
    button: string
    buttonInText: string
    expiry: With<'moment'>
    notYou: string
    fallback: string
  }
  addedMail: Common & {
    text: With<'moment' | 'passkey'>
    wasYou: string
    notYou: With<'organization'>
    notYouUndo: With<'organization'>
    undo: string
    undoExpiry: With<'moment'>
    account: string
  }
  removedMail: Common & {
    text: With<'moment' | 'passkey'>
    wasYou: string
    notYou: With<'organization'>
    account: string
  }
}

type Lines = Record<'details' | 'requestedBy' | 'application' | 'browser' | 'location' | 'support', Template>

/** The texts of a mail as templates: what the slots of a design are filled with. */
export type LinkMailTexts = Record<keyof MailTexts['linkMail'] | 'time', Template> & Lines
export type AddedMailTexts = Record<keyof MailTexts['addedMail'], Template> & Lines
export type RemovedMailTexts = Record<keyof MailTexts['removedMail'] | 'support', Template>
