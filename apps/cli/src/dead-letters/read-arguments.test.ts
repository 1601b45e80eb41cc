import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { type Arguments, readArguments } from './read-arguments.ts'

const now = Date.UTC(2026, 0, 31, 12)
const id = '01890000-0000-7000-8000-000000000001'
const read = (line: string) => readArguments(line.split(' ').filter(Boolean), now)

const valid: [string, Arguments][] = [
  ['list', { command: 'list', filter: {}, limit: 50, json: false }],
  [
    'list --organization acme --user=a --relay r:25 --outcome none --reason x --since 1h --until 2026-01-31T11:59:00Z --limit 7 --json',
    {
      command: 'list',
      filter: {
        organizationId: 'acme',
        userId: 'a',
        relay: 'r:25',
        outcome: 'none',
        reason: 'x',
        since: '2026-01-31T11:00:00.000Z',
        until: '2026-01-31T11:59:00Z',
      },
      limit: 7,
      json: true,
    },
  ],
  [
    'list --since 2026-01-31T13:00:00.5+01:00',
    { command: 'list', filter: { since: '2026-01-31T12:00:00.500Z' }, limit: 50, json: false },
  ],
  [`show ${id.toUpperCase()} --json`, { command: 'show', id, json: true }],
  [`redrive ${id} ${id}`, { command: 'redrive', ids: [id, id] }],
  [`discard --yes ${id}`, { command: 'discard', ids: [id] }],
  ['redrive --all', { command: 'redrive', filter: {}, yes: false }],
  ['discard --user a --yes', { command: 'discard', filter: { userId: 'a' }, yes: true }],
  ['hold', { command: 'hold', until: undefined, yes: false }],
  ['hold --until 1h --yes', { command: 'hold', until: '2026-01-31T11:00:00.000Z', yes: true }],
]

test.each(valid)('%s', (line, expected) => {
  expect(read(line)).toEqual(expected)
})

test.each([
  ['', 'a command is missing'],
  ['drop --all', 'there is no command "drop"'],
  [`list ${id}`, 'list takes no ids'],
  ['list --yes', "Unknown option '--yes'"],
  ['list --limit 0', '--limit must be a whole number from 1 to 1000000'],
  ['list --limit', "Option '--limit <value>' argument missing"],
  ['list --since yesterday', '--since must be a time such as'],
  ['list --outcome lost', '--outcome must be one of rejected, deferred'],
  ['list --user=', '--user says nothing'],
  ['show', 'show takes one id'],
  [`show ${id} ${id}`, 'show takes one id'],
  ['show 7', '"7" is no delivery id'],
  ['redrive', 'redrive what? ids, a filter, or --all'],
  ['redrive --yes', 'redrive what?'],
  [`redrive --all ${id}`, 'one of them only'],
  ['discard --all --user a', 'one of them only'],
  [`discard --user a ${id}`, 'one of them only'],
  ['discard --user= --yes', '--user says nothing'],
  [`hold ${id}`, 'hold takes no ids'],
  ['hold --until soon', '--until must be a time such as'],
  ['hold --all', "Unknown option '--all'"],
  ['discard --json --all', "Unknown option '--json'"],
])('%j is refused: %s', (line, message) => {
  expect(() => read(line)).toThrow(UsageError)
  expect(() => read(line)).toThrow(message)
})
