import { expect, test } from 'vitest'
import { choosePassedOn, readSettingNames } from './passed-on.ts'

const names = ['LINKS_PER_USER', 'DATABASE_URL', 'API_PORT', 'LINK_KEYS']

test('the names of settings are read, also of those that are off', () => {
  expect(readSettingNames('# A comment, A=1\nHOST=x\n#HSTS=365d\n\n# B=2\n')).toEqual(['HOST', 'HSTS'])
})

test('settings of the apps are passed on, as values or files, and nothing else', () => {
  const env = {
    LINKS_PER_USER: '1/1m',
    LINK_KEYS_FILE: '/keys',
    AWS_SECRET: 'x',
    API_PORT: '4000',
    LINK_KEYS: '',
  }
  expect(choosePassedOn(env, names, ['API_PORT'])).toEqual({
    passedOn: { LINKS_PER_USER: '1/1m', LINK_KEYS_FILE: '/keys' },
    refused: [],
  })
})

test('the database is the one that npm start opens', () => {
  expect(choosePassedOn({ DATABASE_URL: 'postgres://other' }, names, [])).toEqual({
    passedOn: {},
    refused: ['DATABASE_URL'],
  })
})
