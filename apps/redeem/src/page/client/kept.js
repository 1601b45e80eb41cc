/**
 * What this tab keeps of the link, so that a reload goes on where it was: the code until it is of no more use, then how it
 * ended. Another tab, and this one once it is closed, have nothing of it.
 *
 * @typedef {{ code?: string, ended?: import('./view.js').View }} Kept
 */

const key = `passlink ${location.pathname}`

/** @type {Kept} */
let memory = {}

/** @returns {Kept} */
export function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}')
  } catch {
    return memory
  }
}

/** @param {Kept} kept */
export function keep(kept) {
  memory = kept
  try {
    sessionStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing still redeems the link, only not across a reload.
  }
}

/**
 * The code in the address, which is taken out of there before anything else happens: neither the history nor whoever looks
 * at the screen has it then.
 */
export function takeCode() {
  const code = location.hash.slice(1)
  if (location.hash || location.href.endsWith('#')) history.replaceState(null, '', location.pathname)
  return code
}
