import { post } from './answers.js'
import { cleanAddress, isCode } from './link.js'
import { store } from './tab-storage.js'
import { setLanguage, texts } from './texts.js'
import { show } from './view.js'

/**
 * @typedef {import('./answers.js').Refused} Refused
 * @typedef {import('./answers.js').Removable} Removable
 */

const ends = /** @type {const} */ ({
  link_invalid: 'wrong',
  link_expired: 'undoExpired',
  passkey_removed: 'alreadyRemoved',
  origin_refused: 'wrongOrigin',
  too_many_tries: 'busy',
  offline: 'offline',
})

/**
 * Offers to remove the passkey that a notice reported. Nothing is removed before the person says so.
 *
 * @param {string} path
 * @param {string} code
 */
export function startUndo(path, code) {
  cleanAddress(path)
  if (!isCode(code)) return show({ is: 'wrong' })
  store({ code })
  void prepare()

  async function prepare() {
    show({ is: 'checking' })
    const answer = /** @type {Removable | Refused} */ (await post('check', { code }))
    if ('error' in answer) return showRefusal(answer, {}, prepare)
    await setLanguage(answer.language)
    ask(answer)
  }

  /** @param {Removable} removable */
  function ask({ passkey, organization }) {
    const view = { organization, passkey }
    const remove = async () => {
      show({ is: 'checking', ...view })
      const answer = /** @type {import('./answers.js').Removed | Refused} */ (await post('remove', { code }))
      if ('error' in answer) return showRefusal(answer, view, remove)
      end({ is: 'removed', organization: answer.organization })
    }
    show({ is: 'undo', ...view }, remove)
  }
}

/**
 * @param {Refused} refused
 * @param {Partial<import('./view.js').View>} known what was loaded before
 * @param {() => void} retry
 */
async function showRefusal({ error, seconds, organization, language }, known, retry) {
  if (language) await setLanguage(language)
  const is = ends[/** @type {keyof typeof ends} */ (error)] ?? 'away'
  const view = { ...known, is, seconds, ...(organization ? { organization } : {}) }
  if (is === 'wrong') store({})
  if (['undoExpired', 'alreadyRemoved'].includes(is)) return end(view)
  show(view, ['busy', 'away', 'offline'].includes(is) ? retry : undefined)
}

/** @param {import('./view.js').View} view shown again after a reload */
function end(view) {
  store({ ended: { ...view, language: texts.language } })
  show(view)
}
