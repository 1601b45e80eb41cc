/**
 * @template {HTMLElement} Element
 * @param {string} id
 * @returns {Element}
 */
export const byId = id => /** @type {Element} */ (document.getElementById(id))

/** @param {string} text the status; a screen reader announces it when it changes */
export function announce(text) {
  if (byId('status').textContent !== text) byId('status').textContent = text
}
