import { expect, test } from 'vitest'
import { decideRestart } from './decide-restart.ts'

const apps = ['api', 'redeem']
const decide = (paths: string[], bundles: string[] = []) =>
  decideRestart({ paths, bundles: new Set(bundles), apps })

test('apps whose bundle changed are started again', () => {
  expect(decide(['apps/api/src/main.ts'], ['api'])).toEqual({ apps: ['api'], migrate: false })
  expect(decide(['packages/store/src/index.ts'], ['api', 'redeem', 'migrate'])).toEqual({
    apps,
    migrate: true,
  })
})

test('a source that changes no bundle, such as a test, starts nothing again', () => {
  expect(decide(['apps/api/src/main.test.ts'])).toEqual({ apps: [], migrate: false })
})

test('a file that is read at the start concerns its app, or all if it is of a package', () => {
  expect(decide(['apps/redeem/src/page/page.css'])).toEqual({ apps: ['redeem'], migrate: false })
  expect(decide(['packages/store/migrations/0017_x.sql'])).toEqual({ apps, migrate: true })
})
