import type { Catalog } from './catalog.ts'

export const en: Catalog = {
  language: 'en',
  direction: 'ltr',
  linkMail: {
    subject: organization => `Add a passkey for ${organization}`,
    preview: 'Open this link on the device where you want to sign in.',
    heading: 'Add a passkey',
    greeting: name => `Hello ${name},`,
    request: organization =>
      `You asked to add a passkey for your ${organization} account. With a passkey you sign in with your fingerprint, your face or your screen lock instead of a password.`,
    button: 'Add a passkey',
    expiry: duration => `The link works once and for ${duration}.`,
    otherDevice: 'Open it on the device that you want to sign in with.',
    fallback: 'If the button does not work, copy this address into your browser:',
    notYou:
      'If it was not you who asked, ignore this mail: nothing changes as long as nobody opens the link.',
    sender: organization =>
      `Sent for ${organization} because somebody signed in to your account asked for it.`,
  },
  redeemPage: {
    open: {
      title: 'Your link is ready',
      text: organization =>
        `It can be used to add a passkey for your ${organization} account. Opening this page has not used it up.`,
    },
    recorded: {
      title: 'Your link is on its way',
      text: () => 'The mail with this link has not left yet. Use the link in the mail when it arrives.',
    },
    expired: {
      title: 'This link has expired',
      text: organization =>
        `Ask ${organization} for a new one: sign in on a device that already works and add a passkey again.`,
    },
    redeemed: {
      title: 'This link has been used',
      text: organization =>
        `A link works once. If it was you, you can sign in to ${organization} with your passkey now.`,
    },
    revoked: {
      title: 'This link is no longer valid',
      text: organization =>
        `A newer link took its place. Use the latest mail, or ask ${organization} for a new link.`,
    },
    unknown: {
      title: 'We do not know this link',
      text: () => 'Perhaps a part of it is missing. Open it from the mail again, or copy the whole address.',
    },
    notFound: {
      title: 'There is nothing here',
      text: () => 'Open the link from your mail, or copy the whole address.',
    },
    away: {
      title: 'We cannot look right now',
      text: () => 'Something on our side is not answering. Your link is safe: try again in a minute.',
    },
  },
  errors: {
    authHeaderMissing: 'auth header missing',
    authHeaderInvalid: 'The authorization header must be "Bearer" and a token',
    tokenInvalid: 'The token is not valid here, or not any more',
    issuerAway: 'The token cannot be checked because its issuer does not answer',
    organizationMissing: 'The issuer names no organization for this user, and there is none by default here',
    addressMissing: 'The user has no e-mail address to send the link to',
    addressUnverified: 'The e-mail address of the user is not verified',
    bodyMalformed: 'The body must be a JSON object, or empty',
    messageMalformed: 'The message cannot be read',
    bodyTooLarge: 'The body is too large',
    contentTypeUnsupported: 'The content type must be application/json',
    notFound: 'Not Found',
    methodNotAllowed: 'Method Not Allowed',
    unavailable: 'Not possible right now: try again in a moment',
    internal: 'An internal error occurred',
    fieldsInvalid: 'Some fields are not as they should be',
    noSuchUser: 'There is no user with this id',
    noSuchOrganization: 'There is no organization with this id: save the organization first',
    returningOff: 'Returning links is turned off here: links are mailed only',
    urlTemplateInvalid:
      'The URL template must have 1 to 200 characters, contain {{.CodeID}} and {{.Code}} and make a URL',
    originNotAllowed: 'The URL template leads to an origin that is not allowed',
    userUnknown: 'The user is not known in your organization',
    limited: 'Too many links were asked for: try again later',
    idempotencyKeyInvalid: 'The idempotency key must have 1 to 255 visible ASCII characters',
    idempotencyKeyInFlight: 'A call with this idempotency key is under way: try again in a moment',
    idempotencyKeyReused: 'This idempotency key was used for another call',
    tokenIdInvalid: 'The id must have 1 to 200 characters',
    passkeyUnknown: 'You have no passkey with this id',
    permissionMissing: 'You may not do this for somebody else',
    linkUnknown: 'There is no such link, or it is not yours',
    scopeMissing: 'The token does not have the scope that this needs',
  },
}
