import type { TestRelay } from '../relay.ts'

/** The relay's URL with a login, its certificate trusted and STARTTLS required. */
export function trustingUrl({ url, certificate }: Pick<TestRelay, 'url' | 'certificate'>): string {
  const trusting = new URL(url)
  trusting.username = 'passlink'
  trusting.password = 'secret'
  trusting.search = String(
    new URLSearchParams({ requireTLS: 'true', 'tls.servername': 'relay.test', 'tls.ca': certificate }),
  )
  return trusting.href
}
