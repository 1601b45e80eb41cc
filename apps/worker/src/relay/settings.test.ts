import { describe, expect, test } from 'vitest'
import { relayUrls, timeLimits } from './settings.ts'
import { usualLimits } from './watch.ts'

const problemsOf = (type: typeof relayUrls | typeof timeLimits, text: string) =>
  type.safeParse(text).error?.issues.map(({ message }) => message) ?? []

describe('SMTP_URL', () => {
  test.each([
    'smtp://relay.example',
    'smtps://user:p%40ss@relay.example:465?name=mail.example.com',
    'smtp://a.example?requireTLS=true, smtp://a.example:2525?ignoreTLS=true',
    'smtp://10.0.0.1?localAddress=10.0.0.2&tls.servername=a.example&tls.minVersion=TLSv1.3&tls.ca=PEM',
  ])('takes %s', text => {
    expect(problemsOf(relayUrls, text)).toEqual([])
  })

  test.each([
    'pool',
    'transactionLog',
    'socketTimeout',
    'logger',
    'tls.rejectUnauthorized',
    'tls.key',
    'secure',
    'auth',
  ])('refuses the option %s by its name', option => {
    const [problem] = problemsOf(relayUrls, `smtp://relay.example?${option}=true`)
    expect(problem).toMatch(`must not have the option ${option}: name, requireTLS, `)
  })

  test.each([
    ['requireTLS=yes', 'has a wrong value for the option requireTLS'],
    ['requireTLS=true&requireTLS=false', 'has a wrong value for the option requireTLS'],
    ['tls.minVersion=TLSv1', 'has a wrong value for the option tls.minVersion'],
    ['requireTLS=true&ignoreTLS=true', 'must not have both requireTLS and ignoreTLS'],
  ])('refuses %s', (query, problem) => {
    expect(problemsOf(relayUrls, `smtp://relay.example?${query}`)).toContain(problem)
  })

  test('shows no part of a password that looks like an option', () => {
    expect(problemsOf(relayUrls, 'smtp://user:pa?s3cr3t&x=@relay.example').join()).not.toContain('s3cr3t')
  })

  test.each([
    'smtp://a.example,smtp://a.example',
    'smtp://A.example,smtp://a.example:587',
    'smtps://one@a.example,smtps://two@a.example:465',
  ])('refuses two relays with one host and port: %s', text => {
    expect(problemsOf(relayUrls, text)).toEqual(['must name each host and port only once'])
  })
})

describe('SMTP_TIMEOUTS', () => {
  test('has the limits of RFC 5321 section 4.5.3.2 if it is not set', () => {
    const minutes = (count: number) => count * 60_000
    expect(timeLimits.parse(undefined)).toMatchObject({
      greeting: minutes(5),
      mail: minutes(5),
      rcpt: minutes(5),
      data: minutes(2),
      block: minutes(3),
      dot: minutes(10),
    })
  })

  test('sets the parts that it names', () => {
    expect(timeLimits.parse('greeting:1m, dot:90s')).toEqual({
      ...usualLimits,
      greeting: 60_000,
      dot: 90_000,
    })
  })

  test.each([
    ['dot:31m', 'dot must be a duration from 1s to 30m'],
    ['silent:10ms', 'silent must be a duration from 1s to 5m'],
    ['dot', 'dot must be a duration such as 90s, 15m or 1h'],
    ['__proto__:1m', expect.stringMatching(/^must consist of connect, greeting, /)],
    ['10m', expect.stringMatching(/^must consist of connect, greeting, /)],
  ])('refuses %s', (text, problem) => {
    expect(problemsOf(timeLimits, text)).toContainEqual(problem)
  })
})
