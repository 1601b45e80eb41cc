import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { count, duration, endpoint, host, logLevel, origin, port, queuePrefix, redisUrl } from './setting.ts'

type Case = {
  kind: string
  type: z.ZodType
  good: [string | undefined, unknown][]
  bad: (string | undefined)[]
}

const cases: Case[] = [
  {
    kind: 'endpoint',
    type: endpoint,
    good: [['https://login.example/hook?a=b', 'https://login.example/hook?a=b']],
    bad: [
      'https://user:secret@login.example/hook',
      'https://user@login.example',
      'ftp://login.example',
      'hook',
    ],
  },
  {
    kind: 'duration',
    type: duration,
    good: [
      ['1ms', 1],
      ['90s', 90_000],
      ['15m', 900_000],
      ['1h', 3_600_000],
      ['7d', 604_800_000],
    ],
    bad: ['0s', '-1s', '1', '1.5h', '1 h', '1w', 's', '1h30m', '1H', '9999999999s', undefined],
  },
  {
    kind: 'port',
    type: port,
    good: [
      ['0', 0],
      ['3000', 3000],
      ['65535', 65_535],
    ],
    bad: ['65536', '-1', '80a', '1e3', '0x50', '3000.0', '123456'],
  },
  {
    kind: 'count',
    type: count(1, 1_000),
    good: [
      ['1', 1],
      ['1000', 1_000],
    ],
    bad: ['0', '1001', '1.5', '-1', 'ten', '1234567890'],
  },
  {
    kind: 'origin',
    type: origin,
    good: [
      ['https://a.example', 'https://a.example'],
      ['https://a.example/', 'https://a.example'],
      ['https://a.example:8443', 'https://a.example:8443'],
      ['http://localhost:3001', 'http://localhost:3001'],
      ['http://127.0.0.1', 'http://127.0.0.1'],
    ],
    bad: [
      'a.example',
      'http://a.example',
      'http://localhost.a.example',
      'https://a.example/path',
      'https://a.example?x',
      'https://a.example#x',
      'https://user@a.example',
      'ftp://a.example',
      'javascript:alert(1)',
    ],
  },
  {
    kind: 'Redis URL',
    type: redisUrl,
    good: [
      ['redis://a', 'redis://a'],
      ['rediss://:p@a:6380/1', 'rediss://:p@a:6380/1'],
      [undefined, undefined],
    ],
    bad: ['http://a', 'a:6379'],
  },
  {
    kind: 'queue prefix',
    type: queuePrefix,
    good: [
      ['{passlink}', '{passlink}'],
      ['acme:{pass.link-2}:x', 'acme:{pass.link-2}:x'],
      [undefined, undefined],
    ],
    bad: ['passlink', '{}', '{a', 'a}', '{a}{b}', '{a b}', '{é}', '{a*}', `{${'a'.repeat(63)}}`],
  },
  {
    kind: 'log level',
    type: logLevel,
    good: [
      ['debug', 'debug'],
      ['silent', 'silent'],
      [undefined, 'info'],
    ],
    bad: ['verbose', 'INFO'],
  },
  { kind: 'host', type: host, good: [[undefined, '0.0.0.0']], bad: [] },
]

describe.each(cases)('$kind', ({ type, good, bad }) => {
  test.each(good)('%j is parsed as %j', (text, value) => {
    expect(type.parse(text)).toBe(value)
  })

  test.runIf(bad.length > 0).each(bad)('%j is refused, and the message does not contain it', text => {
    const { success, error } = type.safeParse(text)
    expect(success).toBe(false)
    if (text && text.length > 3) expect(error?.issues.map(issue => issue.message).join()).not.toContain(text)
  })
})
