import { expect, test } from 'vitest'
import { ApiError } from '../../api-error.ts'
import type { Claims } from '../tokens/token.ts'
import { type ProfileRules, readProfile } from './read-profile.ts'

const rules: ProfileRules = {
  organizationClaim: 'org',
  organizationNameClaim: 'org_name',
  defaultOrganization: undefined,
  trustAddresses: false,
}
const read = (sources: Claims[], more: Partial<ProfileRules> = {}) =>
  readProfile('dora', sources, { ...rules, defaultOrganization: 'acme', ...more })
const addressOf = (...parameters: Parameters<typeof read>) => {
  const { email, emailVerified } = read(...parameters)
  return { email, emailVerified }
}
const organizationOf = (sources: Claims[], more: Partial<ProfileRules> = {}) =>
  readProfile('dora', sources, { ...rules, ...more }).organization

const [a, b] = ['a@acme.example', 'b@acme.example']

test.each<[unknown, boolean]>([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  [undefined, false],
  [null, false],
  [1, false],
])('an address whose email_verified is %j counts as verified: %s', (verified, expected) => {
  expect(addressOf([{ email: a, email_verified: verified }]).emailVerified).toBe(expected)
})

test.each<[unknown, boolean]>([
  [undefined, true],
  [null, true],
  [true, true],
  [false, false],
  ['false', false],
  [0, false],
])(
  'where the issuer is trusted, an address whose email_verified is %j counts as verified: %s',
  (verified, expected) => {
    const claims = { email: a, email_verified: verified }
    expect(addressOf([claims], { trustAddresses: true }).emailVerified).toBe(expected)
  },
)

test('without an address nothing is verified, trusted or not', () => {
  for (const trustAddresses of [false, true])
    expect(addressOf([{ email_verified: true }, { email: ' ' }], { trustAddresses })).toEqual({
      email: null,
      emailVerified: false,
    })
})

test('the address is that of the first source with one, and what a source says is about its own address', () => {
  expect(addressOf([{ email: a }, { email: b, email_verified: true }])).toEqual({
    email: a,
    emailVerified: false,
  })
  expect(addressOf([{ email: a }, { email: a, email_verified: true }]).emailVerified).toBe(true)
  expect(
    addressOf([
      { email: a, email_verified: false },
      { email: a, email_verified: true },
    ]),
  ).toEqual({
    email: a,
    emailVerified: false,
  })
  expect(addressOf([{ email_verified: true }, { email: b }])).toEqual({ email: b, emailVerified: false })
  expect(addressOf([{ email: null }, { email: b, email_verified: true }])).toEqual({
    email: b,
    emailVerified: true,
  })
  const trusting = { trustAddresses: true }
  expect(addressOf([{ email: a }, { email: a, email_verified: false }], trusting).emailVerified).toBe(false)
})

test.each<[unknown, string]>([
  ['initech', 'initech'],
  [['initech'], 'initech'],
  [{ initech: {} }, 'initech'],
  [{ initech: { id: '42c3e46f-2477-44d7-a85b-d3b43f6b31fa' } }, 'initech'],
])('the organization in %j is %s', (org, id) => {
  expect(organizationOf([{ org }])).toEqual({ id, name: null })
  expect(organizationOf([{ org }], { organizationNameClaim: 'org' })).toEqual({ id, name: id })
})

test.each([undefined, null, '', ' ', 7, [], {}, [7], 'a\0', 'a\n', 'x'.repeat(201)])(
  'in %j is no organization: the user belongs to the default one, or is refused',
  org => {
    expect(() => organizationOf([{ org, org_name: 'Initech' }])).toThrow(ApiError)
    expect(organizationOf([{ org, org_name: 'Initech' }], { defaultOrganization: 'acme' })).toEqual({
      id: 'acme',
      name: null,
    })
  },
)

test.each([[['initech', 'acme']], [{ initech: {}, acme: {} }]])(
  'a user of several organizations, as in %j, is refused, also where there is a default one',
  org => {
    expect(() => organizationOf([{ org }], { defaultOrganization: 'acme' })).toThrow(ApiError)
  },
)

test('the organization and its name are of the first source that has one, at their paths', () => {
  const userinfo = { tenant: { id: '1', name: 'One' } }
  const token = { tenant: { id: '2', name: 'Two' }, email: a }
  const paths = { organizationClaim: 'tenant.id', organizationNameClaim: 'tenant.name' }
  expect(organizationOf([userinfo, token], paths)).toEqual({ id: '1', name: 'One' })
  expect(organizationOf([{}, token], paths)).toEqual({ id: '2', name: 'Two' })
  expect(organizationOf([{ tenant: { id: '1' } }, token], paths)).toEqual({ id: '1', name: null })
})

test('name, language and time zone are of the first source that has one; the name is at last the id', () => {
  const profile = read([
    { given_name: 'Dora', family_name: 'Dean' },
    { name: 'Other', locale: 'pt_BR', zoneinfo: 'America/Sao_Paulo' },
  ])
  expect(profile).toMatchObject({
    displayName: 'Dora Dean',
    language: 'pt-BR',
    timeZone: 'America/Sao_Paulo',
  })
  expect(read([{}, { nickname: 'dd', preferred_username: 'dora.dean' }]).displayName).toBe('dd')
  expect(read([{ locale: 'no language', zoneinfo: 'Mars/Base' }])).toMatchObject({
    displayName: 'dora',
    language: null,
    timeZone: null,
  })
})
