import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { appSettings } from './app-settings.ts'

const shared = {
  databaseUrl: 'postgres://passlink@127.0.0.1:5433/passlink',
  linkKey: 'a2V5',
  bounceKey: 'Ym91',
  webhookSecret: 'whsec_c2VjcmV0',
}
const settings = (env = {}, passedOn = {}) => appSettings(readConfig(env), shared, passedOn)
const appsWith = (text: string) =>
  Object.entries(settings()).flatMap(([name, env]) => (JSON.stringify(env).includes(text) ? [name] : []))

test('each secret is only with the apps that need it', () => {
  expect(appsWith('a2V5')).toEqual(['api', 'worker', 'redeem'])
  expect(appsWith('Ym91')).toEqual(['worker', 'bounces'])
  expect(appsWith('c2VjcmV0')).toEqual(['worker'])
  expect(appsWith('DASHBOARD_PASSWORD')).toEqual(['dashboard'])
})

test('the worker has two relays, the first one preferred', () => {
  expect(settings().worker.SMTP_URL).toBe('smtp://127.0.0.1:2525,smtp://127.0.0.1:2526')
  expect(appsWith('smtp://')).toEqual(['worker'])
})

test('what is passed on is with all apps and commands, and comes first', () => {
  const passedOn = { REDIS_URL: 'redis://127.0.0.1:6379', MAIL_FROM: 'Me <me@acme.example>' }
  for (const env of Object.values(settings({}, passedOn))) expect(env).toMatchObject(passedOn)
})

test('a setting that comes from a file replaces the usual value', () => {
  const { worker, redeem } = settings({}, { LINK_KEYS_FILE: '/keys' })
  for (const env of [worker, redeem]) {
    expect(env.LINK_KEYS_FILE).toBe('/keys')
    expect(env).not.toHaveProperty('LINK_KEYS')
  }
})

test('webhooks go to the inbox unless they have an endpoint, which needs a secret of its own', () => {
  expect(settings().worker.WEBHOOK_URL).toBe('http://127.0.0.1:3003/hook')
  const { worker, api } = settings({}, { WEBHOOK_URL: 'http://localhost:9/hook' })
  expect([worker.WEBHOOK_URL, api.WEBHOOK_URL]).toEqual([
    'http://localhost:9/hook',
    'http://localhost:9/hook',
  ])
  expect(worker).not.toHaveProperty('WEBHOOK_SECRET')
  expect(worker).not.toHaveProperty('WEBHOOK_EVENTS')
})

test('mails that go to another relay have no return path but one that is passed on', () => {
  const own = { SMTP_URL: 'smtps://relay.acme.example' }
  for (const passedOn of [own, { SMTP_URL_FILE: '/relay' }]) {
    const { worker, cli, bounces } = settings({}, passedOn)
    for (const env of [worker, cli]) expect(Object.keys(env).join()).not.toContain('BOUNCE')
    expect(bounces.BOUNCE_ADDRESS).toBe(settings().bounces.BOUNCE_ADDRESS)
  }
  const { worker, cli } = settings({}, { ...own, BOUNCE_ADDRESS: 'bounce@acme.example' })
  expect(worker).toMatchObject({ BOUNCE_ADDRESS: 'bounce@acme.example', BOUNCE_KEYS: 'local:Ym91' })
  expect(cli.BOUNCE_ADDRESS).toBe('bounce@acme.example')
})

test('an audience is demanded unless clients are named', () => {
  expect(settings().api.AUTH_AUDIENCE).toBe('passlink')
  expect(settings({}, { AUTH_CLIENTS: 'web-app' }).api).not.toHaveProperty('AUTH_AUDIENCE')
  const both = { AUTH_CLIENTS: 'web-app', AUTH_AUDIENCE: 'acme' }
  expect(settings({}, both).api.AUTH_AUDIENCE).toBe('acme')
})

test('links lead to the port of the redeem page', () => {
  const { worker, redeem } = settings({ REDEEM_PORT: '4001' })
  expect([worker.PUBLIC_URL, redeem.PUBLIC_URL]).toEqual(['http://localhost:4001', 'http://localhost:4001'])
  expect(redeem.REDEEM_PORT).toBe('4001')
})

test('an app gets no other variable of the environment', () => {
  expect(JSON.stringify(settings({ AWS_SECRET_ACCESS_KEY: 'x' }))).not.toContain('AWS')
})
