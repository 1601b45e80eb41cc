import { focusItem, showList } from './list.js'
import { showMail } from './reader.js'

const everyMs = 1500
const at = id => document.getElementById(id)
let tag = ''
let mails = []

async function refresh() {
  try {
    const response = await fetch('/api/list', {
      headers: tag ? { 'if-none-match': tag } : {},
      cache: 'no-store',
    })
    if (response.status === 200) {
      tag = response.headers.get('etag') ?? ''
      mails = await response.json()
      show()
    }
    say(mails.length === 1 ? '1 mail' : mails.length > 0 ? `${mails.length} mails` : '')
  } catch {
    say('Not running. Start it again with npm start.')
  }
}

function show() {
  const chosen = mails.find(mail => mail.id === location.hash.slice(1))
  showList(at('list'), mails, chosen?.id)
  showMail(chosen)
  document.body.toggleAttribute('data-empty', mails.length === 0)
  document.body.toggleAttribute('data-reading', chosen !== undefined)
  at('welcome').hidden = mails.length > 0
  at('choose').hidden = mails.length === 0 || chosen !== undefined
  at('empty').hidden = mails.length === 0
  document.title = mails.length > 0 ? `Inbox (${mails.length})` : 'Inbox'
}

// A text that is set again is read out again.
function say(text) {
  if (at('status').textContent !== text) at('status').textContent = text
}

async function keepFresh() {
  if (!document.hidden) await refresh()
  setTimeout(keepFresh, everyMs)
}

at('empty').addEventListener('click', async () => {
  await fetch('/api/messages', { method: 'DELETE' })
  history.replaceState(null, '', '#')
  await refresh()
})
addEventListener('hashchange', event => {
  show()
  if (at('reader').hidden) focusItem(new URL(event.oldURL).hash.slice(1))
  else at('subject').focus()
})
document.addEventListener('visibilitychange', () => document.hidden || refresh())
keepFresh()
