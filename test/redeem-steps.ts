import { codeOf } from './link-in-state.ts'
import { createPasslink, type Passlink } from './passlink.ts'
import { createRegistration, type RegistrationOptions } from './registration.ts'
import { freePort } from './servers/free-port.ts'

type Answer = { status: number; headers: Headers; body: Body }
// biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary fields of answers.
type Body = any

/** Passlink with its page at http://localhost, where a browser can make passkeys. */
export async function createLocalhostPasslink(
  settings: Record<string, string> = {},
  log?: Parameters<typeof createPasslink>[1],
): Promise<Passlink> {
  const passlink = await createPasslink('postgres', log)
  const port = await freePort()
  const high = '1000000/1m'
  const highLimits = { REDEEM_PER_ADDRESS: high, REDEEM_PER_LINK: high, REDEEM_WRONG_CODES: high }
  const changes = {
    REDEEM_PORT: String(port),
    PUBLIC_URL: `http://localhost:${port}`,
    ...highLimits,
    ...settings,
  }
  Object.assign(passlink.environment, changes)
  return passlink
}

export type Steps = ReturnType<typeof createSteps>

/** The requests that the page makes, sent to the redeem app of `passlink` without a browser. */
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

  /** A registration response to `challenge`, or to one that is first requested for the link. */
  async function register(linkId: string, given: Partial<RegistrationOptions> = {}) {
    const challenge = given.challenge ?? (await options(linkId)).body.options.challenge
    return createRegistration({ origin: publicUrl, rpId, ...given, challenge })
  }

  const complete = (linkId: string, response: unknown, more: object = {}, headers = {}) =>
    post(`/l/${linkId}/passkey`, { code: codeOf(passlink, linkId), response, ...more }, headers)

  const rename = (linkId: string, credentialId: string, name: unknown) =>
    post(`/l/${linkId}/name`, { code: codeOf(passlink, linkId), credentialId, name })

  return { url, post, options, register, complete, rename }
}
