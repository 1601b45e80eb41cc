import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, linkInState } from '../link-in-state.ts'
import type { Passlink } from '../passlink.ts'
import { createLocalhostPasslink, createSteps, type Steps } from '../redeem-steps.ts'

let passlink: Passlink
let steps: Steps
let linkId: string
beforeAll(async () => {
  passlink = await createLocalhostPasslink()
  await passlink.startRedeem()
  steps = createSteps(passlink)
  linkId = await linkInState(passlink.database, 'open')
})
afterAll(() => passlink?.stop())

const stepNames = ['options', 'passkey', 'name'] as const

test.each(
  stepNames.flatMap(step =>
    ['', 'x', '[]', 'null', '"code"', '{}', '{"code":7}', `{"code":"${'x'.repeat(201)}"}`].map(body => ({
      step,
      body,
    })),
  ),
)('$step refuses an invalid body: $body', async ({ step, body }) => {
  const answer = await steps.post(`/l/${linkId}/${step}`, body)
  expect(answer.status).toBe(400)
  expect(answer.body.error.id).toBe('body_invalid')
})

test.each(stepNames)(
  '%s refuses a body that is not declared as JSON, such as a form from another page',
  async step => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'text/plain;application/json',
      '',
    ]) {
      const answer = await steps.post(`/l/${linkId}/${step}`, '{}', { 'content-type': type })
      expect(answer.status).toBe(415)
      expect(answer.body.error.id).toBe('content_type_unsupported')
    }
  },
)

test('a body of more than 64 kB is refused, with or without a declared length', async () => {
  const body = JSON.stringify({ code: codeOf(passlink, linkId), response: 'x'.repeat(66_000) })
  expect(await steps.post(`/l/${linkId}/passkey`, body)).toMatchObject({
    status: 413,
    body: { error: { id: 'body_too_large' } },
  })
  const chunked = await fetch(`${steps.url}/l/${linkId}/passkey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Blob([body]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(chunked.status).toBe(413)
})

test('a malformed link id is answered as an unknown link', async () => {
  for (const id of ['x', '%00', '\0', 'x'.repeat(12_000), "';drop table links;--", `${linkId}x`])
    expect(await steps.post(`/l/${encodeURIComponent(id)}/options`, { code: 'x' })).toMatchObject({
      status: 404,
      body: { error: { id: 'link_invalid' } },
    })
})
