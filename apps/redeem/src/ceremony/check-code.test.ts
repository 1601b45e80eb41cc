import { deriveCode, type RedeemableLink } from '@passlink/store'
import { expect, test } from 'vitest'
import { createCheckCode } from './check-code.ts'

const keyRing = {
  current: 'new',
  keys: new Map([
    ['new', new Uint8Array(32)],
    ['old', new Uint8Array(32).fill(1)],
  ]),
}
const linkId = '01890000-0000-7000-8000-000000000000'

/** What is asked of the database for a link, in order, and whether the code was taken. */
async function asked(link: Partial<RedeemableLink> | undefined, code: string) {
  const statements: string[] = []
  const check = createCheckCode({
    find: async id => {
      statements.push(`find ${id}`)
      return link as RedeemableLink | undefined
    },
    countFailed: async id => statements.push(`count ${id}`),
    keyRing,
  })
  const taken = await check(linkId, code).then(
    () => true,
    () => false,
  )
  return { taken, statements }
}

test('of an unknown link, of one without a key, and for a wrong code the same is asked', async () => {
  const refused = { taken: false, statements: [`find ${linkId}`, `count ${linkId}`] }
  const right = deriveCode(keyRing, 'new', linkId)
  expect(await asked(undefined, right)).toEqual(refused)
  expect(await asked({ keyId: null }, right)).toEqual(refused)
  expect(await asked({ keyId: 'gone' }, right)).toEqual(refused)
  expect(await asked({ keyId: 'old' }, right)).toEqual(refused)
  expect(await asked({ keyId: 'new' }, '')).toEqual(refused)
})

test('a code is taken that was made with the key of the link, also after another became current', async () => {
  expect(await asked({ keyId: 'old' }, deriveCode(keyRing, 'old', linkId))).toEqual({
    taken: true,
    statements: [`find ${linkId}`],
  })
})
