import * as oauth from 'oauth4webapi'

/** The options of oauth4webapi's requests to the issuer. */
export type RequestOptions = {
  [oauth.customFetch]: typeof fetchInTime
  [oauth.allowInsecureRequests]: boolean
}

/** An OpenID provider at which operators sign in. */
export type Issuer = {
  /** As people know it: its host. */
  name: string
  options: RequestOptions
  /** Resolves with its metadata, of ten minutes ago at most unless it is away; rejects while it never answered. */
  discover: () => Promise<oauth.AuthorizationServer>
}

const ageMaxMs = 10 * 60_000
const timeoutMs = 5_000

/** Asks the issuer nothing before it is needed. Every request to it ends after 5 s, and none follows a redirect. */
export function createIssuer(url: string): Issuer {
  const issuer = new URL(url)
  const options = {
    [oauth.customFetch]: fetchInTime,
    [oauth.allowInsecureRequests]: issuer.protocol === 'http:',
  }
  let known: { server: oauth.AuthorizationServer; at: number } | undefined
  let loading: Promise<oauth.AuthorizationServer> | undefined

  async function load() {
    try {
      const response = await oauth.discoveryRequest(issuer, options)
      const server = await oauth.processDiscoveryResponse(issuer, response)
      known = { server, at: performance.now() }
      return server
    } finally {
      loading = undefined
    }
  }

  return {
    name: issuer.host,
    options,
    async discover() {
      if (known && performance.now() - known.at < ageMaxMs) return known.server
      loading ??= load()
      return loading.catch(error => {
        if (known) return known.server
        throw error
      })
    },
  }
}

type Request = { method: string; headers: Record<string, string>; body?: URLSearchParams | undefined }

async function fetchInTime(url: string, { method, headers, body }: Request): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs)
  const answer = await fetch(url, { method, headers, body: body ?? null, redirect: 'manual', signal })
  if (answer.status >= 500) throw new Error(`${new URL(url).host} answers ${answer.status}`)
  return answer
}
