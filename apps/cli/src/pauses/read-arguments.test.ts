import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { type Arguments, readArguments } from './read-arguments.ts'

const valid: [string[], Arguments][] = [
  [['list'], { command: 'list', json: false }],
  [['list', '--json'], { command: 'list', json: true }],
  [
    ['set', 'mail', '--reason', ' the relay moves '],
    { command: 'set', scope: 'mail', reason: 'the relay moves', end: null },
  ],
  [
    ['set', '--until=2h', '--reason=x', 'relay:SMTP.example:587'],
    { command: 'set', scope: 'relay:smtp.example:587', reason: 'x', end: { inMs: 7_200_000 } },
  ],
  [
    ['set', 'organization:acme', '--reason', 'x', '--until', '2026-01-31T13:00:00+01:00'],
    { command: 'set', scope: 'organization:acme', reason: 'x', end: { at: '2026-01-31T12:00:00.000Z' } },
  ],
  [['end', 'webhook'], { command: 'end', scope: 'webhook' }],
]

test.each(valid)('%j', (args, expected) => {
  expect(readArguments(args)).toEqual(expected)
})

test.each([
  [[], 'a command is missing'],
  [['stop', 'mail'], 'there is no command "stop"'],
  [['list', 'mail'], 'list takes no scope'],
  [['list', '--reason', 'x'], "Unknown option '--reason'"],
  [['set', '--reason', 'x'], 'set takes one scope'],
  [['set', 'mail', 'webhook', '--reason', 'x'], 'set takes one scope'],
  [
    ['set', 'mails', '--reason', 'x'],
    'the scope must be mail, webhook, relay:<host>:<port> or organization:<id>',
  ],
  [['set', 'mail'], 'set needs a --reason'],
  [['set', 'mail', '--reason', ' '], '--reason must be one line of 1 to 200 characters'],
  [['end'], 'end takes one scope'],
  [['end', 'mail', '--until', '1h'], "Unknown option '--until'"],
])('%j is refused: %s', (args, message) => {
  expect(() => readArguments(args)).toThrow(UsageError)
  expect(() => readArguments(args)).toThrow(message)
})

test.each([
  'tomorrow',
  '900d',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:00:00-01:00',
  '+010000-01-01T00:00:00Z',
])('an end that no pause can have is refused: %s', until => {
  expect(() => readArguments(['set', 'mail', '--reason', 'x', '--until', until])).toThrow(
    '--until must be a time to come such as 2026-01-31T12:00:00Z, or a duration from 1s to 366d',
  )
})
