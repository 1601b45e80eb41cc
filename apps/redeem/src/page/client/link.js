/**
 * Reads the link in an address, also one that a mail program, scanner or gateway has changed: that escaped the `#`, or put
 * something after the id or the code. What is in the place of a code is returned as it is.
 *
 * @param {string} href
 */
export function readLink(href) {
  const [address = '', ...fragments] = href.split('#')
  const fragment = fragments.join('#')
  const escaped = /%(?:25)*23(.*)/.exec(address)?.[1] ?? ''
  const path = /^\/[lu]\/(?:[\da-f-]{36}|[^/%]+)/i.exec(new URL(address).pathname)?.[0] ?? location.pathname
  return { path, code: codeIn(fragment) ?? codeIn(escaped) ?? fragment }
}

/** @param {string} text */
const codeIn = text => /^(?:%20|[^\w%-])*([\w-]{22})(?![\w-])/.exec(text)?.[1]

/** Whether the page was opened by the link of a notice, with which a passkey can be removed. */
export const isUndo = () => location.pathname.startsWith('/u/')

/** @param {string} code */
export const isCode = code => /^[\w-]{22}$/.test(code)

/**
 * The address of a link with its code, to be opened elsewhere.
 *
 * @param {string} code
 */
export const linkWith = code => `${location.origin}${readLink(location.href).path}#${code}`

/**
 * Makes the address that of the link alone, so that neither the history nor the address bar shows the code.
 *
 * @param {string} path
 */
export function cleanAddress(path) {
  if (location.href !== `${location.origin}${path}`) history.replaceState(null, '', path)
}

/**
 * The address by which an app on Android opens a link in the browser of the person, the code included.
 *
 * @param {string} link
 */
export function intentOf(link) {
  const { protocol, host, pathname, hash } = new URL(link)
  return `intent://${host}${pathname}${hash}#Intent;scheme=${protocol.slice(0, -1)};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`
}

/**
 * Copies a text. Resolves to whether that was possible.
 *
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyFromField(text)
  }
}

// In web views of apps there is often no clipboard API.
/** @param {string} text */
function copyFromField(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement)
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  // Otherwise the page would scroll to it.
  field.style.position = 'fixed'
  document.body.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    focused?.focus({ preventScroll: true })
  }
}
