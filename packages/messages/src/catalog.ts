import type { ErrorName } from './error-name.ts'
import type { RedeemTexts } from './redeem-texts.ts'

/** All texts for users in one language. A text with values is a function of them. */
export type Catalog = {
  /** BCP 47. */
  language: string
  direction: 'ltr' | 'rtl'
  linkMail: {
    subject: (organization: string) => string
    preview: string
    heading: string
    greeting: (name: string) => string
    request: (organization: string) => string
    button: string
    expiry: (duration: string) => string
    otherDevice: string
    fallback: string
    notYou: string
    sender: (organization: string) => string
  }
  /** Notifies a person that a passkey was added; `moment` comes from {@link formatMoment}. */
  addedMail: {
    subject: (organization: string) => string
    preview: string
    heading: string
    greeting: (name: string) => string
    text: (values: { organization: string; passkey: string; moment: string }) => string
    wasYou: string
    notYou: (organization: string) => string
    sender: (organization: string) => string
  }
  redeem: RedeemTexts
  errors: Record<ErrorName, string>
}
