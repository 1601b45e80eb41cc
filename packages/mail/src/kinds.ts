/** The mails. Each is sent to a person about one link or one passkey. */
export const mailKinds = ['link', 'added', 'removed'] as const

export type MailKind = (typeof mailKinds)[number]

/** What an operator has of its own for the mails: something for each, or for each but `removed`, which then is ours. */
export type OwnOf<Part> = Record<Exclude<MailKind, 'removed'>, Part> & { removed?: Part }
