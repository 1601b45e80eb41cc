import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
beforeEach(async () => {
  passlink = await createPasslink('postgres')
})
afterEach(() => passlink?.stop())

const paths = {
  Api: ['/nothing', '/users/me/passwordless/_send_link', '/openapi.json', '/docs', '/docs/start.js'],
  Redeem: [`/l/${randomUUID()}`, '/nothing', '/.well-known/webauthn'],
  Dashboard: ['/queues', '/dead-letters', '/nothing'],
}
const apps = ['Api', 'Redeem', 'Dashboard'] as const

async function headersOf(app: (typeof apps)[number]) {
  const { port } = await passlink[`start${app}`]()
  return Promise.all(paths[app].map(async path => (await fetch(`http://127.0.0.1:${port}${path}`)).headers))
}

const common = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
}

test.each(apps)('%s sends no HSTS unless it is set, and every other header', async app => {
  for (const headers of await headersOf(app)) {
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(Object.fromEntries(headers)).toMatchObject(common)
    expect(headers.get('x-frame-options')).toBe(app === 'Redeem' ? 'DENY' : 'SAMEORIGIN')
    expect(headers.get('referrer-policy')).toBe(app === 'Dashboard' ? 'same-origin' : 'no-referrer')
  }
})

test.each(apps)('%s sends the HSTS that is set, for its own host only', async app => {
  passlink.environment.HSTS = '365d'
  for (const headers of await headersOf(app))
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
})

test('HSTS of 0s takes it back', async () => {
  passlink.environment.HSTS = '0s'
  for (const headers of await headersOf('Redeem'))
    expect(headers.get('strict-transport-security')).toBe('max-age=0')
})

test('the redeem page may create passkeys itself, and nothing else that a policy can deny', async () => {
  for (const headers of (await headersOf('Redeem')).slice(0, 2)) {
    const [first, second, ...others] = (headers.get('permissions-policy') ?? '').split(', ')
    expect([first, second]).toEqual(['publickey-credentials-create=(self)', 'clipboard-write=(self)'])
    for (const feature of ['camera', 'microphone', 'geolocation', 'payment', 'publickey-credentials-get'])
      expect(others).toContain(`${feature}=()`)
    expect(others.filter(feature => !feature.endsWith('=()'))).toEqual([])
  }
})
