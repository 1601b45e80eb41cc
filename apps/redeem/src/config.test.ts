import { expect, test } from 'vitest'
import { readConfig, rpIdOf } from './config.ts'

const read = (settings: Record<string, string>) =>
  readConfig({
    DATABASE_URL: 'postgres://127.0.0.1/passlink',
    PUBLIC_URL: 'https://passkeys.login.example.com',
    LINK_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
    ...settings,
  })

test('the RP ID is the host of the page, or the parent domain in RP_ID', () => {
  expect(rpIdOf(read({}))).toBe('passkeys.login.example.com')
  for (const domain of ['passkeys.login.example.com', 'login.example.com', 'example.com'])
    expect(rpIdOf(read({ RP_ID: domain }))).toBe(domain)
})

test.each(['com', 'example.org', 'ogin.example.com', 'x.passkeys.login.example.com', 'https://example.com'])(
  'RP_ID %s is refused, because the page cannot make passkeys for it',
  domain => {
    expect(() => read({ RP_ID: domain })).toThrow('RP_ID must be the host of PUBLIC_URL')
  },
)

test.each(['https://192.0.2.1', 'http://127.0.0.1:3001', 'https://[2001:db8::1]'])(
  'PUBLIC_URL %s is refused, because an IP address cannot have passkeys',
  url => expect(() => read({ PUBLIC_URL: url })).toThrow('must name a host'),
)
