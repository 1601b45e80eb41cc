import { expect, test } from 'vitest'
import { appSettings } from './apps.ts'
import { readConfig } from './config.ts'

const settings = (env = {}) =>
  appSettings(readConfig(env), 'postgres://passlink@127.0.0.1:5433/passlink', 'a2V5')

test('only the apps that make or check codes get the link key', () => {
  const { api, worker, redeem, dashboard } = settings()
  expect([worker.LINK_KEYS, redeem.LINK_KEYS]).toEqual(['local:a2V5', 'local:a2V5'])
  for (const app of [api, dashboard]) expect(JSON.stringify(app)).not.toContain('a2V5')
})

test('only the worker gets the relay, and only the dashboard its password', () => {
  const { worker, dashboard, ...others } = settings()
  expect(worker.SMTP_URL).toBe('smtp://127.0.0.1:2525')
  expect(dashboard.DASHBOARD_PASSWORD).toBe('passlink')
  for (const app of Object.values(others))
    expect(Object.keys(app).filter(name => /SMTP|PASSWORD/.test(name))).toEqual([])
})

test('REDIS_URL and QUEUE_PREFIX are passed only to the apps that use the queue', () => {
  expect(JSON.stringify(settings())).not.toMatch(/REDIS_URL|QUEUE_PREFIX/)
  const queue = { REDIS_URL: 'redis://127.0.0.1:6379', QUEUE_PREFIX: '{mine}' }
  const { redeem, ...users } = settings(queue)
  expect(JSON.stringify(redeem)).not.toMatch(/REDIS_URL|QUEUE_PREFIX/)
  for (const app of Object.values(users)) expect(app).toMatchObject(queue)
})

test('links lead to the port of the redeem page', () => {
  const { worker, redeem } = settings({ REDEEM_PORT: '4001' })
  expect([worker.PUBLIC_URL, redeem.PUBLIC_URL]).toEqual(['http://localhost:4001', 'http://localhost:4001'])
  expect(redeem.REDEEM_PORT).toBe('4001')
})

test('an app gets no other variable of the environment', () => {
  const { api } = settings({ AWS_SECRET_ACCESS_KEY: 'x' })
  expect(Object.keys(api).sort()).toEqual(
    [
      'API_PORT',
      'AUTH_AUDIENCE',
      'AUTH_ISSUER',
      'DATABASE_URL',
      'HOST',
      'LOG_LEVEL',
      'NODE_ENV',
      'STOP_GRACE',
    ].sort(),
  )
})
