import { announce, byId } from './dom.js'
import { drawCode } from './draw-code.js'
import { isAndroid, isInsideApp, isMobile } from './environment.js'
import { copy, intentOf } from './link.js'
import { fill, texts } from './texts.js'

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

/**
 * Draws the ways to the organization: its page to sign in, and its help.
 *
 * @param {import('./answers.js').Organization | undefined} organization
 * @param {boolean} isBesideAction whether the page has another button, which is more important then
 */
export function drawOrganizationLinks(organization, isBesideAction) {
  const [signIn, support] = ['sign-in', 'support'].map(id => /** @type {HTMLAnchorElement} */ (byId(id)))
  if (!signIn || !support) return
  signIn.classList.toggle('quiet', isBesideAction)
  drawLink(signIn, organization?.signInUrl, texts.signIn)
  drawLink(support, organization?.supportUrl, fill(texts.support, { organization: organization?.name }))
}

/**
 * @param {HTMLAnchorElement} link
 * @param {string | null | undefined} url
 * @param {string} text
 */
function drawLink(link, url, text) {
  link.hidden = !url
  link.textContent = text
  if (url) link.href = url
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
