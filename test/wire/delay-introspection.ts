import type { Passlink } from '../passlink.ts'

/** Makes the issuer delay its introspection answers until `release`; `requestCount` is the number of requests. */
export function delayIntrospection({ issuer, environment }: Passlink) {
  const pending: (() => void)[] = []
  let requestCount = 0
  Object.assign(environment, {
    AUTH_CLIENT_ID: 'passlink',
    AUTH_CLIENT_SECRET: 'secret',
    INTROSPECTION_CACHE: '1ms',
  })
  issuer.metadata.introspection_endpoint = `${issuer.url}/introspect`
  const claims = {
    active: true,
    sub: 'alice',
    aud: 'passlink',
    scope: 'passlink.provisioning',
    iss: issuer.url,
  }
  issuer.answers['/introspect'] = (_request, response) => {
    requestCount += 1
    response.setHeader('content-type', 'application/json')
    pending.push(() => response.end(JSON.stringify(claims)))
  }
  return {
    requestCount: () => requestCount,
    release: () => {
      for (const answer of pending.splice(0)) answer()
    },
  }
}
