/** The texts of the page that a link opens, from loading to every end. */
export type RedeemTexts = {
  loading: string
  noScript: { title: string; text: string }
  ready: {
    title: (organization: string) => string
    forName: (name: string) => string
    forAddress: (name: string, address: string) => string
    explanation: string
    button: string
    otherWays: string
  }
  waiting: string
  added: {
    title: string
    /** `here`: the passkey is on the device that shows the page. `elsewhere`: on a phone or a security key. */
    here: (organization: string) => string
    elsewhere: (organization: string) => string
    nameLabel: string
    nameHint: string
    nameSave: string
    nameSaved: string
    nameNotSaved: string
  }
  /** The devices as written within a sentence; {@link proposePasskeyName} turns them into names. */
  devices: Record<Device, string>
  passkeyName: (provider: string, device: string) => string
  /** The button of every end that is a {@link RetriedEnd}. */
  tryAgain: string
  ends: Record<FinalEnd, RedeemEnd & { next: (values: EndValues) => string }> & Record<RetriedEnd, RedeemEnd>
}

export type Device =
  | 'iphone'
  | 'ipad'
  | 'androidPhone'
  | 'mac'
  | 'windows'
  | 'linux'
  | 'chromebook'
  | 'securityKey'
  | 'phone'
  | 'thisDevice'

export type RedeemEnd = { title: string; text: (values: EndValues) => string }

/** Only `busy` uses `duration`; only ends of an existing link use `organization`. */
export type EndValues = { organization: string; duration: string }

/** Ends after which the person must do something else; `next` is the text about it. */
export type FinalEnd =
  | 'expired'
  | 'redeemed'
  | 'revoked'
  | 'wrong'
  | 'unsupported'
  | 'already'
  | 'wrongOrigin'
  | 'notAllowedHere'
  | 'notFound'

/** Ends after which the person can try again on the page. */
export type RetriedEnd = 'cancelled' | 'offline' | 'busy' | 'failed' | 'away'
