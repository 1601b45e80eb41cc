const names = ['sheet', 'text', 'source']
const at = id => document.getElementById(id)
let shown
let view = 'sheet'

/** Shows a mail of the list, or nothing; showing the same one again changes nothing. */
export function showMail(mail) {
  at('reader').hidden = !mail
  if (mail?.id === shown) return
  shown = mail?.id
  at('panel-sheet').replaceChildren()
  for (const name of ['text', 'source']) at(`panel-${name}`).firstChild.textContent = ''
  if (!mail) return
  at('subject').textContent = mail.subject || '(no subject)'
  at('from').textContent = mail.from
  at('to').textContent = mail.to.join(', ')
  at('received').textContent = new Date(mail.receivedAt).toLocaleString()
  at('received').dateTime = mail.receivedAt
  choose('sheet')
  void fill(mail.id)
}

async function fill(id) {
  const [{ html, text }, source] = await Promise.all([
    fetch(`/api/messages/${id}`).then(response => response.json()),
    fetch(`/api/messages/${id}/source`).then(response => response.text()),
  ])
  if (id !== shown) return
  at('panel-text').firstChild.textContent = text || 'This mail has no plain text.'
  at('panel-source').firstChild.textContent = source
  at('panel-sheet').replaceChildren(html ? createFrame(id) : note('This mail has no HTML.'))
  if (!html && view === 'sheet') choose('text')
}

// The mail's own page carries the same sandbox in its headers, should it ever be opened by itself.
function createFrame(id) {
  const frame = document.createElement('iframe')
  frame.title = 'The mail'
  frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox')
  frame.referrerPolicy = 'no-referrer'
  frame.src = `/api/messages/${id}/sheet`
  return frame
}

function note(text) {
  const paragraph = document.createElement('p')
  paragraph.textContent = text
  return paragraph
}

function choose(name) {
  view = name
  for (const each of names) {
    at(`tab-${each}`).setAttribute('aria-selected', String(each === name))
    at(`tab-${each}`).tabIndex = each === name ? 0 : -1
    at(`panel-${each}`).hidden = each !== name
  }
}

// Long texts scroll by keyboard.
for (const name of ['text', 'source']) at(`panel-${name}`).tabIndex = 0

for (const name of names) at(`tab-${name}`).addEventListener('click', () => choose(name))

at('tab-sheet').parentNode.addEventListener('keydown', event => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  choose(names[(names.indexOf(view) + step + names.length) % names.length])
  at(`tab-${view}`).focus()
})
