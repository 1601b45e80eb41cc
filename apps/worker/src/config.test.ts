import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const usual = {
  DATABASE_URL: 'postgres://a/b',
  SMTP_URL: 'smtp://relay.example',
  MAIL_FROM: 'Passlink <no-reply@passlink.example>',
  PUBLIC_URL: 'https://passlink.example',
  LINK_KEYS: `a:${Buffer.alloc(32).toString('base64')}`,
}

function problemOf(more: Record<string, string>): string | undefined {
  try {
    readConfig({ ...usual, ...more })
    return undefined
  } catch (error) {
    return (error as Error).message.split('\n').at(1)?.trim()
  }
}

test('a sender with a domain beyond ASCII is taken, one with a local part beyond ASCII is refused by name', () => {
  expect(problemOf({ MAIL_FROM: 'Passlink <no-reply@bücher.example>' })).toBeUndefined()
  expect(problemOf({ MAIL_FROM: 'Größe <no-reply@passlink.example>' })).toBeUndefined()
  expect(problemOf({ MAIL_FROM: 'Passlink <größe@passlink.example>' })).toBe(
    'MAIL_FROM: must have only ASCII before the @',
  )
})

test('a sender whose domain has no form in ASCII is refused by name', () => {
  for (const domain of ['bü%cher.example', 'xn--a.example'])
    expect(problemOf({ MAIL_FROM: `Passlink <no-reply@${domain}>` })).toMatch(
      /^MAIL_FROM: must be an address/,
    )
})
