import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf, linkInState } from '../link-in-state.ts'
import { metricsOf } from '../metrics-of.ts'
import type { App, Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let redeem: App
let steps: Steps
beforeEach(async () => {
  passlink = await createLocalhostPasslink()
  redeem = await passlink.startRedeem()
  steps = createSteps(passlink)
})
afterEach(() => passlink?.stop())

/** The steps that were counted, `step result` with their number. */
async function counted() {
  const series = (await metricsOf(redeem)).matchAll(
    /^passlink_redeem_total\{step="(\w+)",result="(\w+)"\} (\d+)$/gm,
  )
  return Object.fromEntries(
    [...series].map(([, step, result, count]) => [`${step} ${result}`, Number(count)]),
  )
}

const none = Object.fromEntries(
  ['page', 'options', 'passkey', 'name', 'new_link', 'undo_page', 'undo_check', 'undo_remove'].map(step => [
    `${step} ok`,
    0,
  ]),
)

test('each step of a person is counted with its result, from the page to the name', async () => {
  expect(await counted()).toEqual(none)
  const linkId = await linkInState(passlink.database, 'open')
  for (const path of [`/l/${linkId}`, `/l/${linkId}/`, `/l/${linkId}/%23code`])
    expect((await fetch(`${steps.url}${path}`)).status).toBe(200)
  const registration = await steps.register(linkId)
  const { body } = await steps.complete(linkId, registration)
  await steps.rename(linkId, body.passkey.credentialId, 'Laptop')
  await steps.rename(linkId, body.passkey.credentialId, '')
  expect(await counted()).toEqual({
    ...none,
    'page ok': 3,
    'options ok': 1,
    'passkey ok': 1,
    'name ok': 1,
    'name name_invalid': 1,
  })
})

test('a step that is refused is counted with the id of its error, whoever refuses it', async () => {
  const [expired, open] = [
    await linkInState(passlink.database, 'expired'),
    await linkInState(passlink.database, 'open'),
  ]
  await steps.options(expired)
  await steps.options(open, 'wrong')
  await steps.post(`/l/${open}/options`, '{')
  await steps.options(open, codeOf(passlink, open), { origin: 'https://elsewhere.example' })
  await steps.post(`/l/${expired}/new`, { code: codeOf(passlink, expired) })
  await steps.post(`/u/${open}/check`, { code: 'wrong' })
  await fetch(`${steps.url}/u/${open}`)
  expect(await counted()).toEqual({
    ...none,
    'options link_expired': 1,
    'options link_invalid': 1,
    'options body_invalid': 1,
    'options origin_refused': 1,
    'new_link ok': 1,
    'undo_check link_invalid': 1,
    'undo_page ok': 1,
  })
})

test('what is no step is not counted', async () => {
  const linkId = await linkInState(passlink.database, 'open')
  await steps.post(`/l/${linkId}/nothing`, {})
  await fetch(`${steps.url}/l/${linkId}/options`)
  await fetch(`${steps.url}/l/${linkId}/options`, { method: 'OPTIONS' })
  await fetch(`${steps.url}/nothing`)
  expect(await counted()).toEqual(none)
})
