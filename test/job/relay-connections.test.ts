import { afterEach, expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { createPasslink, type Passlink, requestLinkForAlice } from '../passlink.ts'
import { attemptsOnRecord, deliveriesThatAre } from '../records.ts'
import { type Gate, openGate } from '../servers/gate.ts'
import { startTestRelay, type TestRelay } from '../servers/relay.ts'

let passlink: Passlink
let spare: TestRelay | undefined
let gate: Gate | undefined
afterEach(async () => {
  await passlink?.stop()
  await Promise.all([spare?.stop(), gate?.shut()])
  spare = undefined
  gate = undefined
})

async function requestLinks(count: number) {
  const api = await passlink.startApi()
  await Promise.all(Array.from({ length: count }, () => requestLinkForAlice(passlink, api)))
}

/** Makes a relay answer so many mails only when the returned function is called. */
function holdAnswers({ script }: TestRelay, count: number): (reply: string) => void {
  let answer: (reply: string) => void = () => {}
  const held = new Promise<string>(resolve => {
    answer = resolve
  })
  script.message.push(...Array(count).fill(held))
  return answer
}

const haveStatus = (status: string, count: number) =>
  eventually(async () =>
    expect(await passlink.database.sql`select from deliveries where status = ${status}`).toHaveLength(count),
  )

test('a worker opens RELAY_CONNECTIONS to a relay and no more, and a mail that finds all in use waits for one', async () => {
  passlink = await createPasslink('postgres')
  const { relay, database } = passlink
  const answer = holdAnswers(relay, 2)
  await passlink.startWorker({ RELAY_CONNECTIONS: '2', CLAIM_LEASE: '1s' })
  await requestLinks(10)
  await haveStatus('sending', 10)
  await eventually(() => expect(relay.script.message).toEqual([]))
  expect(relay.connections).toBe(2)

  answer('250 2.0.0 accepted')
  await deliveriesThatAre('sent', 10, database)
  expect(relay.connections).toBe(2)
  expect(relay.mails).toHaveLength(10)
})

test.each([
  ['refused', 0],
  ['reset', 0],
  ['reset', 50],
  ['closed', 0],
  ['closed', 50],
] as const)(
  'connections beyond its limit that a relay or a proxy has %s after %d ms are its limit: no attempt fails, and the relay does not go away',
  async (how, afterMs) => {
    passlink = await createPasslink('postgres')
    const { relay, database } = passlink
    gate = await openGate(relay.url)
    const answer = holdAnswers(relay, 2)
    await passlink.startWorker({ RELAY_CONNECTIONS: '6', SMTP_URL: gate.url })
    await requestLinks(2)
    await eventually(() => expect(relay.script.message).toEqual([]))

    gate.turnAway(how, afterMs)
    await requestLinks(8)
    await haveStatus('sending', 10)
    answer('250 2.0.0 accepted')
    await deliveriesThatAre('sent', 10, database)
    expect(relay.connections).toBe(2)
    const attempts = await attemptsOnRecord(database)
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual(Array(10).fill([1, 'accepted']))
    expect(
      await database.sql`select from relays where away_until is not null or health ->> 'failed' <> '[]'`,
    ).toEqual([])
  },
)

test('mails that wait for a connection to a relay move to another when another worker finds that relay away', async () => {
  passlink = await createPasslink('postgres')
  spare = await startTestRelay()
  const { relay, database } = passlink
  const answer = holdAnswers(relay, 1)
  await passlink.startWorker({ RELAY_CONNECTIONS: '1', SMTP_URL: `${relay.url},${spare.url}` })
  await requestLinks(10)
  await haveStatus('sending', 10)
  await database.sql`
    insert into relays (name, pauses, away_until)
    values (${`127.0.0.1:${relay.port}`}, 1, now() + interval '1 minute')
    on conflict (name) do update set pauses = 1, away_until = excluded.away_until`
  await haveStatus('sent', 9)
  expect(spare.mails).toHaveLength(9)
  answer('250 2.0.0 accepted')
  await deliveriesThatAre('sent', 10, database)
})

test('a worker that stops does not wait for mails that have no connection yet', async () => {
  passlink = await createPasslink('postgres')
  const { relay } = passlink
  const answer = holdAnswers(relay, 1)
  const worker = await passlink.startWorker({ RELAY_CONNECTIONS: '1' })
  await requestLinks(5)
  await haveStatus('sending', 5)
  const stopped = worker.stop()
  await haveStatus('waiting', 4)
  answer('250 2.0.0 accepted')
  await stopped
  await haveStatus('sent', 1)
})

test('a mail that waits for a connection ends at its deadline', async () => {
  passlink = await createPasslink('postgres')
  const { relay, database } = passlink
  const answer = holdAnswers(relay, 1)
  passlink.environment.DELIVERY_DEADLINE = '3s'
  await passlink.startWorker({ RELAY_CONNECTIONS: '1' })
  await requestLinks(2)
  await eventually(async () =>
    expect(await database.sql`select dead_reason from deliveries where status = 'dead'`).toEqual([
      { dead_reason: 'the deadline comes before the next try: no connection to the relay became free' },
    ]),
  )
  answer('250 2.0.0 accepted')
  await haveStatus('sent', 1)
})
