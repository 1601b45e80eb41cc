// The steps of docs/hosting.md.
const { startRegistration } = globalThis.SimpleWebAuthnBrowser
const { redeem } = document.body.dataset
const link = `${redeem}/l/${location.pathname.split('/').at(-1)}`
const code = location.hash.slice(1)
history.replaceState(null, '', location.pathname)

const button = document.querySelector('button')
const status = document.querySelector('[role=status]')

async function post(step, body) {
  const response = await fetch(`${link}/${step}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, ...body }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error.message)
  return answer
}

async function attempt(work) {
  button.disabled = true
  try {
    status.textContent = await work()
  } catch (error) {
    status.textContent = error.message
    button.disabled = false
  }
}

button.addEventListener('click', () =>
  attempt(async () => {
    const { options, person } = await post('options')
    const response = await startRegistration({ optionsJSON: options })
    const { passkey } = await post('passkey', { response })
    return `Added for ${person.name}: ${passkey.name}`
  }),
)
