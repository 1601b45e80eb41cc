import { afterAll, beforeAll, expect, test } from 'vitest'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'

let passlink: Passlink
let api: { port: number }
let token: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  api = await passlink.startApi()
  token = await passlink.issuer.token('alice')
})
afterAll(() => passlink?.stop())

type Answer = { details: Record<'sequence' | 'creationDate' | 'changeDate' | 'resourceOwner', string> }

async function ask(): Promise<Answer> {
  const response = await askForLink(api, token)
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

/** Microseconds since 1970 of an instant with any number of fractional digits. */
function microseconds(instant: string): bigint {
  const [, seconds = '', fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(instant) ?? []
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000n + BigInt(fraction.padEnd(6, '0'))
}

test('details has exactly four fields, all strings', async () => {
  const { details, ...rest } = await ask()
  expect(rest).toEqual({})
  expect(Object.keys(details).sort()).toEqual(['changeDate', 'creationDate', 'resourceOwner', 'sequence'])
  expect(Object.values(details).every(value => typeof value === 'string')).toBe(true)
})

test('details are those of the recorded event, to the microsecond', async () => {
  const { details } = await ask()
  const [event] = await passlink.database.sql`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, type, user_id, organization_id
    from events where sequence = ${details.sequence}`
  expect(event).toMatchObject({ type: 'link.requested', user_id: 'alice', organization_id: 'acme' })
  expect(details.creationDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z$/)
  expect(microseconds(details.creationDate)).toBe(microseconds(event?.at))
  expect(details.changeDate).toBe(details.creationDate)
  expect(details.resourceOwner).toBe('acme')
})

test('sequences increase from call to call', async () => {
  const sequences: bigint[] = []
  for (let call = 0; call < 5; call++) sequences.push(BigInt((await ask()).details.sequence))
  for (const [index, sequence] of sequences.slice(1).entries())
    expect(sequence > (sequences[index] as bigint)).toBe(true)
})

test('concurrent calls have different sequences', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, ask))
  const sequences = new Set(answers.map(({ details }) => details.sequence))
  expect(sequences.size).toBe(50)
})

test('a sequence too large for a JSON number arrives exactly', async () => {
  await passlink.database.sql`alter table events alter column sequence restart with 9007199254740993`
  expect((await ask()).details.sequence).toBe('9007199254740993')
})
