// Keeps the figures of the overview new with the events of `/live`, while the page is seen and nobody has paused it.
const figures = document.getElementById('figures')
const state = document.getElementById('live-state')
const button = document.getElementById('live-button')

// An event comes every five seconds.
const silentMs = 20_000
const againMs = 10_000

let source
let timer
let isPaused = false
let hasEnded = false

// Setting the same text again would make screen readers repeat it.
function say(text) {
  if (state.textContent !== text) state.textContent = text
}

function wait(ms, then) {
  clearTimeout(timer)
  timer = setTimeout(then, ms)
}

function close() {
  source?.close()
  source = undefined
  clearTimeout(timer)
}

function lose() {
  close()
  say('Not connected, trying again. The figures are not new.')
  wait(againMs, open)
}

function open() {
  close()
  if (isPaused || hasEnded || document.hidden) return
  source = new EventSource('/live')
  wait(silentMs, lose)
  source.addEventListener('figures', ({ data }) => {
    wait(silentMs, lose)
    // Our own server made it, of what it escaped.
    figures.innerHTML = data
    say('Live')
  })
  source.addEventListener('away', () => {
    wait(silentMs, lose)
    say('The database does not answer. The figures are not new.')
  })
  source.addEventListener('ended', () => {
    hasEnded = true
    close()
    button.hidden = true
    say('You are signed out. Reload to sign in.')
  })
  source.addEventListener('error', lose)
}

button.addEventListener('click', () => {
  isPaused = !isPaused
  button.textContent = isPaused ? 'Resume updates' : 'Pause updates'
  if (isPaused) {
    close()
    say('Updates are paused')
  } else open()
})
document.addEventListener('visibilitychange', open)
// A page that the browser keeps for the way back has no connection.
addEventListener('pagehide', close)
addEventListener('pageshow', ({ persisted }) => persisted && open())

button.hidden = false
open()
