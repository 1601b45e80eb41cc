const { startAuthentication } = globalThis.SimpleWebAuthnBrowser
const button = document.getElementById('passkey')
const status = document.querySelector('[role=status]')

async function post(step, body) {
  const response = await fetch(`${location.pathname}/${step}`, { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}

button.addEventListener('click', async () => {
  button.disabled = true
  status.textContent = ''
  try {
    const optionsJSON = await post('challenge')
    const { next } = await post('passkey', await startAuthentication({ optionsJSON }))
    location.assign(next)
  } catch (error) {
    status.textContent = `Not signed in: ${error.message}`
    button.disabled = false
  }
})
