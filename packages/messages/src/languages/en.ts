import type { Catalog } from '../catalog.ts'

export const en: Catalog = {
  language: 'en',
  direction: 'ltr',
  linkMail: {
    subject: organization => `Add a passkey for ${organization}`,
    preview: 'Open this link on the device that you want to sign in with.',
    heading: 'Add a passkey',
    greeting: name => `Hello ${name},`,
    request: organization =>
      `This link lets you add a passkey to your ${organization} account. With a passkey you sign in with your fingerprint, your face or your screen lock instead of a password.`,
    button: 'Add a passkey',
    expiry: duration => `The link works once and for ${duration}.`,
    otherDevice: 'Open the link on the device that you want to sign in with.',
    fallback: 'If the button does not work, copy this address into your browser:',
    notYou:
      'If you did not expect this mail, you can ignore it: nothing changes as long as nobody uses the link.',
    sender: organization => `Sent for ${organization} because a link was requested for your account.`,
  },
  addedMail: {
    subject: organization => `A passkey was added to your ${organization} account`,
    preview: 'If it was you, there is nothing to do.',
    heading: 'Passkey added',
    greeting: name => `Hello ${name},`,
    text: ({ organization, passkey, moment }) =>
      `The passkey “${passkey}” was added to your ${organization} account on ${moment}.`,
    wasYou: 'If it was you, there is nothing to do.',
    notYou: organization =>
      `If it was not you, sign in to ${organization}, remove the passkey and tell ${organization}.`,
    sender: organization => `Sent for ${organization} because a passkey was added to your account.`,
  },
  redeem: {
    loading: 'One moment…',
    noScript: {
      title: 'This page needs JavaScript',
      text: 'Allow JavaScript for this page and load it again, or open the link from the mail in another browser.',
    },
    ready: {
      title: organization => `Add a passkey for ${organization}`,
      forName: name => `For ${name}`,
      forAddress: (name, address) => `For ${name} (${address})`,
      explanation:
        'Your device will ask for your fingerprint, your face or your screen lock. None of that leaves the device: only a public key is sent, and nobody can sign in with that alone.',
      button: 'Add a passkey',
      otherWays:
        'You can also use a security key or a phone. For a phone, your device shows a QR code to scan.',
    },
    waiting: 'Waiting for your device…',
    added: {
      title: 'Passkey added',
      here: organization =>
        `You can close this page and sign in to ${organization} with your passkey on this device.`,
      elsewhere: organization =>
        `You can close this page and sign in to ${organization} with the passkey on your phone or security key.`,
      nameLabel: 'Name of the passkey',
      nameHint: 'So that you know later which one it is.',
      nameSave: 'Save name',
      nameSaved: 'Name saved',
      nameNotSaved: 'The name could not be saved. Your passkey works all the same.',
    },
    devices: {
      iphone: 'iPhone',
      ipad: 'iPad',
      androidPhone: 'Android phone',
      mac: 'Mac',
      windows: 'Windows computer',
      linux: 'Linux computer',
      chromebook: 'Chromebook',
      securityKey: 'security key',
      phone: 'phone',
      thisDevice: 'this device',
    },
    passkeyName: (provider, device) => `${provider} on ${device}`,
    tryAgain: 'Try again',
    ends: {
      expired: {
        title: 'This link has expired',
        text: () => 'To keep your account safe, a link works for a short time only.',
        next: ({ organization }) => `Sign in to ${organization} and ask for a new link.`,
      },
      redeemed: {
        title: 'This link has already been used',
        text: () => 'Every link works once.',
        next: ({ organization }) =>
          `If it was you, sign in to ${organization} with your passkey. If it was not, tell ${organization}.`,
      },
      revoked: {
        title: 'This link is no longer valid',
        text: () =>
          'Another link was used in the meantime, or this one was opened too often with a wrong address.',
        next: ({ organization }) =>
          `Sign in to ${organization}. If you still need a passkey, ask for a new link there.`,
      },
      wrong: {
        title: 'This link is not complete or not known',
        text: () => 'Perhaps a part of the address was lost when it was copied.',
        next: () => 'Open the link from the mail again, or copy the whole address.',
      },
      unsupported: {
        title: 'This browser cannot add passkeys',
        text: () => 'It is too old, or does not support passkeys.',
        next: () => 'Update the browser, or open the link from the mail in Chrome, Edge, Firefox or Safari.',
      },
      already: {
        title: 'This device already has a passkey',
        text: ({ organization }) => `You can sign in to ${organization} with it. Nothing has changed.`,
        next: () => 'To add a passkey on another device, open the link there.',
      },
      wrongOrigin: {
        title: 'This page was opened at the wrong address',
        text: () => 'Passkeys can only be added at the address in the mail.',
        next: () => 'Open the link from the mail.',
      },
      notAllowedHere: {
        title: 'Please open this link in your browser',
        text: () => 'Here the page is shown inside an app or another page, where no passkey can be added.',
        next: () => 'Copy the link from the mail and open it in a browser such as Chrome or Safari.',
      },
      notFound: {
        title: 'There is nothing here',
        text: () => 'No page has this address.',
        next: () => 'Open the link from the mail, or copy the whole address.',
      },
      cancelled: {
        title: 'No passkey was added',
        text: () => 'It was cancelled or took too long. Nothing has changed: you can try again.',
      },
      offline: {
        title: 'The connection was lost',
        text: () => 'Check your internet connection, then try again.',
      },
      busy: {
        title: 'Please wait a little',
        text: ({ duration }) => `There are too many requests at the moment. Try again in ${duration}.`,
      },
      failed: {
        title: 'That did not work',
        text: () => 'The answer of your device was not accepted. Try again, with another device if need be.',
      },
      away: {
        title: 'We cannot answer right now',
        text: () => 'Something on our side is not working. Your link is safe: try again in a minute.',
      },
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
    cancelled: 'The caller ended the call',
    deadlineExceeded: 'The time that the caller allowed is over',
    fieldsInvalid: 'Some fields are not as they should be',
    noSuchUser: 'There is no user with this id',
    noSuchOrganization: 'There is no organization with this id: save the organization first',
    returningOff: 'Returning links is turned off here: links are mailed only',
    urlTemplateInvalid:
      'The URL template must have 1 to 200 characters, contain {{.CodeID}} and {{.Code}} and make a URL',
    originNotAllowed: 'The origin is not one of those that are allowed here',
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
    linkInvalid: 'There is no such link, or its code is wrong',
    linkExpired: 'The link has expired',
    linkRedeemed: 'The link has already been used',
    linkRevoked: 'The link is no longer valid',
    challengeUnknown: 'The challenge is too old or has been used: ask for options again',
    registrationRefused: 'The registration was not accepted',
    passkeyExists: 'This passkey has already been added',
    tooManyTries: 'There were too many tries: try again later',
    nameInvalid: 'The name is empty or too long, or contains characters that are not allowed',
  },
}
