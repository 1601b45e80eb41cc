import { describe, expect, test } from 'vitest'
import { isNotPrimary, readRefusal } from './read-refusal.ts'

const wrapped = (message: string) =>
  `ERR Error running script (call to f_05c0): @user_script:16: @user_script: 16: -${message}`

test.each([
  ["READONLY You can't write against a read only replica.", 'READONLY'],
  ["OOM command not allowed when used memory > 'maxmemory'. script: 05c0, on @user_script:1.", 'OOM'],
  [wrapped('NOREPLICAS Not enough good replicas to write.'), 'NOREPLICAS'],
  ["ERR The user executing the script can't run this command or subcommand script: 05c0", 'NOPERM'],
])('%s is %s', (message, code) => {
  expect(readRefusal(new Error(message))?.code).toBe(code)
})

test('what only says that Redis cannot be reached is no refusal', () => {
  for (const message of ['connect ECONNREFUSED 127.0.0.1:6379', 'Connection is closed.', 'Command timed out'])
    expect(readRefusal(new Error(message))).toBeUndefined()
  expect(readRefusal(undefined)).toBeUndefined()
})

describe('a problem of the setting', () => {
  test.each([
    { message: 'WRONGPASS invalid username-password pair or user is disabled.' },
    { message: 'NOAUTH Authentication required.' },
    { message: 'ERR DB index is out of range', command: { name: 'select', args: ['99'] } },
    { message: 'self-signed certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    { message: 'unable to verify the first certificate', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { message: "Hostname/IP does not match certificate's altnames", code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ])('$message names REDIS_URL', error => {
    expect(readRefusal(error)?.problem).toContain('REDIS_URL')
  })

  test('is nothing that ends by itself', () => {
    for (const code of ['READONLY', 'LOADING', 'MISCONF', 'OOM', 'NOREPLICAS', 'MASTERDOWN', 'BUSY'])
      expect(readRefusal(new Error(`${code} whatever`))).toEqual({ code })
  })
})

test('what a sentinel refuses is told from what the server refuses that it watches', () => {
  const error = new Error('NOAUTH Authentication required.')
  expect(readRefusal(error)?.problem).not.toContain('sentinel')
  expect(readRefusal(Object.assign(error, { bySentinel: true }))?.problem).toContain('sentinelPassword')
})

test('a new connection is made where this server is not the primary of these keys, and not for what the primary refuses', () => {
  const codes = [
    'READONLY',
    'MASTERDOWN',
    'LOADING',
    'UNBLOCKED',
    'MOVED',
    'CLUSTERDOWN',
    'OOM',
    'NOREPLICAS',
    'MISCONF',
    'NOPERM',
    'BUSY',
  ]
  expect(codes.filter(code => isNotPrimary(new Error(`${code} whatever`)))).toEqual(codes.slice(0, 6))
  expect(isNotPrimary(new Error(wrapped('READONLY whatever')))).toBe(true)
})
