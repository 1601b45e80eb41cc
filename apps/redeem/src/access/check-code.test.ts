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

/** Checks a code; returns the statements that were run, in order, and whether the code was accepted. */
async function checked(link: Partial<RedeemableLink> | undefined, code: string) {
  const statements: string[] = []
  const check = createCheckCode<RedeemableLink>({
    find: async id => {
      statements.push(`find ${id}`)
      return link as RedeemableLink | undefined
    },
    countWrong: async (address, id) => {
      statements.push(`count ${address} ${id}`)
      return 0
    },
    keyRing,
  })
  const accepted = await check(linkId, { code, address: '192.0.2.1' }).then(
    () => true,
    () => false,
  )
  return { accepted, statements }
}

test('an unknown link, a link without a key and a wrong code run the same statements', async () => {
  const refused = { accepted: false, statements: [`find ${linkId}`, `count 192.0.2.1 ${linkId}`] }
  const right = deriveCode(keyRing, 'new', linkId)
  expect(await checked(undefined, right)).toEqual(refused)
  expect(await checked({ keyId: null }, right)).toEqual(refused)
  expect(await checked({ keyId: 'gone' }, right)).toEqual(refused)
  expect(await checked({ keyId: 'old' }, right)).toEqual(refused)
  expect(await checked({ keyId: 'new' }, '')).toEqual(refused)
})

test('a code made with the key of the link is accepted, also after another key became current', async () => {
  expect(await checked({ keyId: 'old' }, deriveCode(keyRing, 'old', linkId))).toEqual({
    accepted: true,
    statements: [`find ${linkId}`],
  })
})
