import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { dkimRecordOf, parseDkimKeys, readDkimKeys } from './keys.ts'

const pem = ({ privateKey }: { privateKey: KeyObject }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

test('keys are read in their order, with any path', () => {
  expect(parseDkimKeys('new:/run/secrets/new.pem, old.2026:C:\\keys\\old.pem')).toEqual([
    { selector: 'new', file: '/run/secrets/new.pem' },
    { selector: 'old.2026', file: 'C:\\keys\\old.pem' },
  ])
})

test.each(['', 'key.pem', 's:', ':a', 's1:a,s1:b', 's_1:a', '-s:a', 's1:a,'])('%j are no keys', text => {
  expect(() => parseDkimKeys(text)).toThrow(/entry \d must be selector:file|repeated/)
})

test('an RSA key is read, and its record is what goes into DNS', () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const [key] = readDkimKeys([{ selector: 's', file: 'f' }], () => pem(pair))
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  expect(key && dkimRecordOf(key)).toBe(`v=DKIM1; k=rsa; p=${spki}`)
})

test.each([
  ['an Ed25519 key', pem(generateKeyPairSync('ed25519')), 'must be an RSA key, not ed25519'],
  ['an EC key', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })), 'must be an RSA key, not ec'],
  [
    'a short key',
    pem(generateKeyPairSync('rsa', { modulusLength: 512 })),
    'must have 1024 bits or more, not 512',
  ],
  ['something else', 'hello', 'must be a private key in PEM'],
])(
  '%s is refused with the name of its file, because the mails would go unsigned or unverified',
  (_, text, problem) => {
    expect(() => readDkimKeys([{ selector: 's', file: 'keys/s.pem' }], () => text)).toThrow(
      `DKIM_KEYS: keys/s.pem: ${problem}`,
    )
  },
)
