import type * as SimpleWebAuthn from '@simplewebauthn/browser'

declare global {
  /** The bundle of @simplewebauthn/browser, which the page loads before its modules run. */
  var SimpleWebAuthnBrowser: typeof SimpleWebAuthn
}
