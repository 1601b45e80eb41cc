/**
 * The end to show if no passkey can be made in this browser or on this page; undefined if one can.
 *
 * @param {string[]} origins on which passkeys can be made
 */
export function endOfEnvironment(origins) {
  if (!origins.includes(location.origin) || !isSecureContext) return 'wrongOrigin'
  if (typeof PublicKeyCredential !== 'function' || !navigator.credentials?.create)
    return isInsideApp() ? 'notAllowedHere' : 'unsupported'
  return undefined
}

/** Whether the page is in the web view of an app, where passkeys are mostly not available. */
export function isInsideApp() {
  const { userAgent } = navigator
  return (
    /; wv\)|\bFB(AN|AV)\/|Instagram|\bLine\//.test(userAgent) ||
    /iP(hone|ad).*AppleWebKit(?!.*Safari)/.test(userAgent)
  )
}

/** Whether the page is on a phone or a tablet. */
export const isMobile = () => /Mobi|Android|iP(hone|ad)/.test(navigator.userAgent) || device() === 'ipad'

/** Whether the page is on Android. */
export const isAndroid = () => /Android/.test(navigator.userAgent)

/** The time zone of the device, as far as the browser says. */
export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The device if the server cannot detect it from the user agent: an iPad sends that of a Mac. */
export function device() {
  return /Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1 ? 'ipad' : undefined
}
