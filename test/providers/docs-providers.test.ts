import { readFileSync } from 'node:fs'
import { settings as api } from '@passlink/api'
import { expect, test } from 'vitest'
import { providers } from './providers.ts'

const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8')
const sections = page.split(/^## /m).slice(1)
const sectionOf = (provider: string) =>
  sections.find(section => provider.startsWith(section.slice(0, section.indexOf('\n')))) ?? ''
const linesOf = (section: string) =>
  [...section.matchAll(/\b([A-Z][A-Z_]+)=([^\s`]*)/g)].map(([line]) => line)

/** Settings whose values are the provider's, not those of an installation. */
const ofProvider = [
  'SUBJECT_CLAIM',
  'PROFILE_FROM',
  'ACCESS_TOKEN_CLAIM',
  'AUTH_TOKEN_TYPE',
  'TRUST_ISSUER_ADDRESSES',
]

test.each(Object.entries(providers))(
  'docs/providers.md names the settings that connect %s',
  (name, provider) => {
    const lines = linesOf(sectionOf(name))
    const named = lines.map(line => line.split('=')[0])
    for (const [setting, value] of Object.entries(provider.settings).filter(([, value]) => value !== '')) {
      if (ofProvider.includes(setting)) expect(lines).toContain(`${setting}=${value}`)
      else expect(sectionOf(name)).toContain(setting)
    }
    expect(named).toContain('AUTH_ISSUER')
  },
)

test('docs/providers.md names only settings that there are', () => {
  const known = Object.keys(api.shape)
  expect(sections.flatMap(linesOf).filter(line => !known.includes(line.split('=')[0] as string))).toEqual([])
})
