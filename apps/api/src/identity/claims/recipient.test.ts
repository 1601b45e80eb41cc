import { expect, test } from 'vitest'
import { findOtherIntrospected, findOtherRecipient } from './recipient.ts'

const app = new Set(['app', 'other-app'])
const byAudience = { audience: 'passlink', clients: undefined }
const byClient = { audience: undefined, clients: app }
const byBoth = { audience: 'passlink', clients: app }

test.each([
  [byAudience, { aud: 'passlink' }],
  [byAudience, { aud: ['x', 'passlink'], azp: 'any' }],
  [byClient, { azp: 'app' }],
  [byClient, { client_id: 'other-app', aud: 'x' }],
  [byClient, { cid: 'app' }],
  [byBoth, { aud: 'passlink', client_id: 'app' }],
])('with %j a token with %j is for us', (recipients, claims) => {
  expect(findOtherRecipient(claims, recipients)).toBeUndefined()
  expect(findOtherIntrospected(claims, recipients)).toBeUndefined()
})

test.each([
  [byAudience, { aud: 'other' }, 'audience', 'its aud is "other"'],
  [byAudience, { aud: ['passlink.example'] }, 'audience', 'its aud is ["passlink.example"]'],
  [byAudience, { aud: { passlink: true } }, 'audience', 'its aud is {"passlink":true}'],
  [byAudience, { azp: 'passlink' }, 'audience', 'its aud is undefined'],
  [byClient, { azp: 'third' }, 'client', 'its client is "third", which AUTH_CLIENTS does not name'],
  [byClient, { aud: 'app' }, 'client', 'its client is undefined, which AUTH_CLIENTS does not name'],
  [byClient, { azp: ['app'] }, 'client', 'its client is undefined, which AUTH_CLIENTS does not name'],
  [byBoth, { aud: 'other', azp: 'app' }, 'audience', 'its aud is "other"'],
  [byBoth, { aud: 'passlink', azp: 'third' }, 'client', 'its client is "third"'],
])('with %j a token with %j is not', (recipients, claims, reason, problem) => {
  const other = { reason, problem: expect.stringContaining(problem) }
  expect(findOtherRecipient(claims, recipients)).toEqual(other)
  expect(findOtherIntrospected(claims, recipients)).toEqual(other)
})

test.each([{}, { aud: [] }, { aud: null }])(
  'for introspection that names no audience, as with %j, the client decides',
  claims => {
    expect(findOtherIntrospected({ ...claims, client_id: 'app' }, byBoth)).toBeUndefined()
    expect(findOtherRecipient({ ...claims, client_id: 'app' }, byBoth)).toMatchObject({ reason: 'audience' })
    expect(findOtherIntrospected({ ...claims, client_id: 'third' }, byBoth)).toMatchObject({
      reason: 'client',
    })
    expect(findOtherIntrospected({ ...claims, client_id: 'app' }, byAudience)).toMatchObject({
      reason: 'audience',
    })
  },
)
