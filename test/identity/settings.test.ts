import { readConfig } from '@passlink/api'
import { expect, test } from 'vitest'

const required = {
  DATABASE_URL: 'postgres://127.0.0.1/passlink',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'passlink',
}

test.each(['AUTH_CLIENT_ID', 'AUTH_CLIENT_SECRET'])('%s alone is an error that names both settings', name => {
  expect(() => readConfig({ ...required, [name]: 'x' })).toThrow(
    'AUTH_CLIENT_ID and AUTH_CLIENT_SECRET must be set both or neither',
  )
})

test.each(['issuer.example', 'https://a.example/path', 'http://a.example', 'https://a.example,,'])(
  'AUTH_TRUSTED_ORIGINS must not be "%s"',
  AUTH_TRUSTED_ORIGINS => {
    expect(() => readConfig({ ...required, AUTH_TRUSTED_ORIGINS })).toThrow('AUTH_TRUSTED_ORIGINS: must ')
  },
)
