// Written by npm run generate.

/** A text without values, or a function of its values. */
export type Texts = {
  mail: {
    details: string
    time: (values: { moment: string }) => string
    application: (values: { application: string }) => string
    requestedBy: (values: { requester: string }) => string
    browser: (values: { browser: string }) => string
    browserOn: (values: { browser: string; system: string }) => string
    location: (values: { location: string }) => string
    support: (values: { organization: string }) => string
  }
  linkMail: {
    from: (values: { organization: string; service: string }) => string
    subject: (values: { organization: string }) => string
    preview: string
    heading: (values: { organization: string }) => string
    greeting: (values: { name: string }) => string
    request: string
    instruction: string
    button: string
    buttonInText: string
    expiry: (values: { moment: string }) => string
    notYou: string
    fallback: string
    sender: (values: { organization: string }) => string
  }
  addedMail: {
    from: (values: { organization: string; service: string }) => string
    subject: (values: { organization: string }) => string
    preview: string
    heading: (values: { organization: string }) => string
    greeting: (values: { name: string }) => string
    text: (values: { moment: string; passkey: string }) => string
    wasYou: string
    notYou: (values: { organization: string }) => string
    sender: (values: { organization: string }) => string
    notYouUndo: (values: { organization: string }) => string
    undo: string
    undoExpiry: (values: { moment: string }) => string
    account: string
  }
  removedMail: {
    from: (values: { organization: string; service: string }) => string
    subject: (values: { organization: string }) => string
    preview: string
    heading: (values: { organization: string }) => string
    greeting: (values: { name: string }) => string
    text: (values: { moment: string; passkey: string }) => string
    wasYou: string
    notYou: (values: { organization: string }) => string
    sender: (values: { organization: string }) => string
    account: string
  }
  redeem: {
    loading: string
    language: string
    noScript: {
      title: string
      text: string
    }
    notLoaded: {
      title: string
      text: string
    }
    ready: {
      title: (values: { organization: string }) => string
      forName: (values: { name: string }) => string
      forAddress: (values: { address: string; name: string }) => string
      explanation: string
      button: string
      otherWays: string
    }
    onPhone: {
      show: string
      text: string
      code: string
      hide: string
    }
    waiting: string
    added: {
      title: string
      here: (values: { organization: string }) => string
      elsewhere: (values: { organization: string }) => string
      nameLabel: string
      nameHint: string
      nameSave: string
      nameSaved: string
      nameNotSaved: string
    }
    devices: {
      iphone: string
      ipad: string
      androidPhone: string
      mac: string
      windows: string
      linux: string
      chromebook: string
      securityKey: string
      phone: string
      thisDevice: string
    }
    passkeyName: (values: { device: string; provider: string }) => string
    tryAgain: string
    copyLink: string
    linkCopied: string
    linkNotCopied: string
    openInBrowser: string
    ends: {
      expired: {
        title: string
        text: string
        next: (values: { organization: string }) => string
      }
      redeemed: {
        title: string
        text: string
        next: (values: { organization: string }) => string
      }
      revoked: {
        title: string
        text: string
        next: (values: { organization: string }) => string
      }
      wrong: {
        title: string
        text: string
        next: string
      }
      unsupported: {
        title: string
        text: string
        next: string
      }
      already: {
        title: string
        text: (values: { organization: string }) => string
        next: string
      }
      wrongOrigin: {
        title: string
        text: string
        next: string
      }
      notAllowedHere: {
        title: string
        text: string
        next: string
      }
      notFound: {
        title: string
        text: string
        next: string
      }
      cancelled: {
        title: string
        text: string
      }
      offline: {
        title: string
        text: string
      }
      busy: {
        title: string
        text: (values: { duration: string }) => string
      }
      refused: {
        title: string
        text: string
      }
      deviceFailed: {
        title: string
        text: string
      }
      away: {
        title: string
        text: string
      }
      newLinkSent: {
        title: string
        text: (values: { address: string }) => string
        next: string
      }
      newLinkRefused: {
        title: string
        text: string
        next: (values: { organization: string }) => string
      }
      newLinkUndeliverable: {
        title: string
        text: (values: { address: string }) => string
        next: (values: { organization: string }) => string
      }
      removed: {
        title: string
        text: (values: { organization: string }) => string
        next: (values: { organization: string }) => string
      }
      alreadyRemoved: {
        title: string
        text: (values: { organization: string }) => string
        next: (values: { organization: string }) => string
      }
      undoExpired: {
        title: string
        text: string
        next: (values: { organization: string }) => string
      }
    }
    signIn: string
    support: (values: { organization: string }) => string
    sendNew: string
    undo: {
      title: string
      text: (values: { moment: string; organization: string; passkey: string }) => string
      button: string
    }
  }
  errors: {
    authHeaderMissing: string
    authHeaderInvalid: string
    tokenInvalid: string
    issuerAway: string
    organizationMissing: string
    addressMissing: string
    addressUnverified: string
    bodyMalformed: string
    messageMalformed: string
    bodyTooLarge: string
    contentTypeUnsupported: string
    notFound: string
    methodNotAllowed: string
    unavailable: string
    internal: string
    cancelled: string
    deadlineExceeded: string
    fieldsInvalid: string
    noSuchUser: string
    noSuchOrganization: string
    returningOff: string
    urlTemplateInvalid: string
    originNotAllowed: string
    userUnknown: string
    limited: string
    idempotencyKeyInvalid: string
    idempotencyKeyInFlight: string
    idempotencyKeyReused: string
    tokenIdInvalid: string
    passkeyUnknown: string
    permissionMissing: string
    linkUnknown: string
    scopeMissing: string
    linkInvalid: string
    linkExpired: string
    linkRedeemed: string
    linkRevoked: string
    challengeUnknown: string
    registrationRefused: string
    passkeyExists: string
    tooManyTries: string
    nameInvalid: string
    requestDetailsInvalid: string
    newLinkRefused: string
    passkeyRemoved: string
    addressSuppressed: string
    newLinkUndeliverable: string
  }
}
