import { readLink } from './link.js'

/**
 * What this tab stores about the link, so that a reload shows the same state: the code while it can be used, then the
 * end that was shown. Other tabs cannot read it, and closing the tab deletes it.
 *
 * @typedef {{ code?: string, ended?: import('./view.js').View }} Stored
 */

const key = `passlink ${readLink(location.href).path}`

/** @type {Stored} */
let memory = {}

/** @returns {Stored} */
export function readStored() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}')
  } catch {
    return memory
  }
}

/** @param {Stored} stored */
export function store(stored) {
  memory = stored
  try {
    sessionStorage.setItem(key, JSON.stringify(stored))
  } catch {
    // Without storage the link can be redeemed, but a reload loses the code.
  }
}
