import { announce, byId } from './dom.js'
import { drawCode } from './draw-code.js'
import { isAndroid, isInsideApp, isMobile } from './environment.js'
import { copy, intentOf } from './link.js'
import { texts } from './texts.js'

/**
 * Draws what the person can do with the link beside using it here: while a passkey is added, the other ways and a code for a phone;
 * where none can be added, copying the link and, in an app on Android, opening it in the browser.
 *
 * @param {{ isAdding: boolean, link?: string | undefined }} state
 */
export function drawLinkControls({ isAdding, link }) {
  const opensElsewhere = !isAdding && link !== undefined
  const browser = /** @type {HTMLAnchorElement} */ (byId('browser'))
  browser.hidden = !opensElsewhere || !isAndroid() || !isInsideApp()
  browser.textContent = texts.openInBrowser
  if (link) browser.href = intentOf(link)
  byId('copy').hidden = !opensElsewhere
  byId('copy').textContent = texts.copyLink
  byId('copy').onclick = async () => {
    announce('')
    announce((await copy(link ?? '')) ? texts.linkCopied : texts.linkNotCopied)
  }
  byId('ways').hidden = !isAdding
  byId('other-ways').textContent = texts.ready.otherWays
  drawPhone(isAdding && !isMobile() ? link : undefined)
}

/** @param {string | undefined} link */
function drawPhone(link) {
  const [button, panel] = [byId('phone'), byId('on-phone')]
  const { onPhone } = texts
  if (!link) panel.hidden = true
  button.hidden = !link
  byId('on-phone-text').textContent = onPhone.text
  byId('qr').setAttribute('aria-label', onPhone.code)
  const label = () => {
    button.textContent = panel.hidden ? onPhone.show : onPhone.hide
  }
  label()
  button.onclick = () => {
    panel.hidden = !panel.hidden
    if (!panel.hidden) drawCode(byId('qr'), link ?? '')
    label()
  }
}
