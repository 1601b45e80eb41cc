/** @param {string[]} origins where passkeys can be made */
export function endOfSurroundings(origins) {
  if (!origins.includes(location.origin) || !isSecureContext) return 'wrongOrigin'
  if (typeof PublicKeyCredential !== 'function' || !navigator.credentials?.create)
    return isInsideApp() ? 'notAllowedHere' : 'unsupported'
  return undefined
}

/** Whether an app shows the page in a view of its own, where passkeys are mostly out of reach. */
export function isInsideApp() {
  const { userAgent } = navigator
  return (
    /; wv\)|\bFB(AN|AV)\/|Instagram|\bLine\//.test(userAgent) ||
    /iP(hone|ad).*AppleWebKit(?!.*Safari)/.test(userAgent)
  )
}

/** The device where the server cannot know it: the user agent of an iPad is that of a Mac. */
export function device() {
  return /Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1 ? 'ipad' : undefined
}
