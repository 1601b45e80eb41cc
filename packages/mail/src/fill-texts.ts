import type { MailTexts } from './mail-texts.ts'

/** The slots that stand for the values in all texts. */
export const slots = {
  name: '{{name}}',
  organization: '{{organization}}',
  passkey: '{{passkey}}',
  moment: '{{moment}}',
}

/** The lines that say from where something was asked for, and the name of the link to get help. */
export function linesOf({ mail }: MailTexts) {
  return {
    details: mail.details,
    requestedBy: mail.requestedBy({ requester: '{{requester}}' }),
    application: mail.application({ application: '{{application}}' }),
    browser: '{{browser}}',
    location: mail.location({ location: '{{location}}' }),
    support: mail.support({ organization: slots.organization }),
  }
}

type Text = string | ((given: never) => string)

/** The texts of a mail, with slots in the place of values. */
export function fillIn<Texts extends object>(texts: Texts, service: string): Record<keyof Texts, string> {
  const filled = Object.entries<Text>(texts as Record<string, Text>).map(([name, text]) => [
    name,
    typeof text === 'string' ? text : text({ ...slots, service } as never),
  ])
  return Object.fromEntries(filled)
}
