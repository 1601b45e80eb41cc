import { codeOf } from './link-in-state.ts'
import { createPasslink, type Passlink } from './passlink.ts'
import { createRegistration, type Made } from './registration.ts'
import { freePort } from './servers/free-port.ts'

type Answer = { status: number; headers: Headers; body: Body }
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers as they please.
type Body = any

/** Passlink with the page of its links at an address at which a browser makes passkeys. */
export async function createLocalhostPasslink(
  settings: Record<string, string> = {},
  log?: Parameters<typeof createPasslink>[1],
): Promise<Passlink> {
  const passlink = await createPasslink('postgres', log)
  const port = await freePort()
  const generous = { REDEEM_PER_ADDRESS: '1000000/1m', REDEEM_PER_LINK: '1000000/1m' }
  const ours = { REDEEM_PORT: String(port), PUBLIC_URL: `http://localhost:${port}`, ...generous, ...settings }
  Object.assign(passlink.environment, ours)
  return passlink
}

export type Steps = ReturnType<typeof createSteps>

/** The steps of the page, taken without one: at the app in `passlink`, from its own origin. */
export function createSteps(passlink: Passlink) {
  const publicUrl = passlink.environment.PUBLIC_URL as string
  const rpId = new URL(publicUrl).hostname
  const url = publicUrl.replace('localhost', '127.0.0.1')

  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return {
      status: response.status,
      headers: response.headers,
      body: await response.json().catch(() => undefined),
    }
  }

  const options = (linkId: string, code = codeOf(passlink, linkId), headers = {}) =>
    post(`/l/${linkId}/options`, { code }, headers)

  /** The answer to a challenge of the link's own, which is asked for first unless it is given. */
  async function register(linkId: string, made: Partial<Made> = {}) {
    const challenge = made.challenge ?? (await options(linkId)).body.options.challenge
    return createRegistration({ origin: publicUrl, rpId, ...made, challenge })
  }

  const complete = (linkId: string, response: unknown, more: object = {}, headers = {}) =>
    post(`/l/${linkId}/passkey`, { code: codeOf(passlink, linkId), response, ...more }, headers)

  const rename = (linkId: string, credentialId: string, name: unknown) =>
    post(`/l/${linkId}/name`, { code: codeOf(passlink, linkId), credentialId, name })

  return { url, post, options, register, complete, rename }
}
