import { randomUUID } from 'node:crypto'
import { type Database, type LinkRequest, openDatabase, recordLinks } from '@passlink/store'
import { recordLinks as formerRecordLinks } from '../former-record/record.ts'
import { personIds } from '../people.ts'
import { answerQuestions } from '../processes/helper.ts'
import { median } from '../results/numbers.ts'
import type { Side } from '../results/sample.ts'

/** `open` is answered with the sides that there are; `record` is for `ms` on one connection, so many requests a call. */
export type RecordQuestion =
  | { ask: 'open'; databaseUrl: string }
  | { ask: 'record'; side: Side; size: number; ms: number }

// The former statement goes, with its folder, once the present one was measured beside it.
const implementations: Partial<Record<Side, typeof recordLinks>> = {
  former: formerRecordLinks,
  present: recordLinks,
}

const limits = { perUser: { max: 1_000_000, windowMs: 3_600_000 }, perOrganization: null }

let database: Database | undefined
let turn = 0

answerQuestions(async (question: RecordQuestion) => {
  if (question.ask === 'open') {
    database = openDatabase(question.databaseUrl, { connectionsMax: 1 })
    return Object.keys(implementations)
  }
  if (!database) throw new Error('no database was opened')
  return record(database, question)
})

/** The median of the milliseconds that a call took, and how many there were. */
export type Recorded = { medianMs: number; calls: number }

type Recording = Extract<RecordQuestion, { ask: 'record' }>

async function record({ db }: Database, { side, size, ms }: Recording): Promise<Recorded> {
  const recordNow = implementations[side]
  if (!recordNow) throw new Error(`there is no implementation ${side}`)
  const took: number[] = []
  const end = performance.now() + ms
  while (performance.now() < end) {
    const requests = Array.from({ length: size }, nextRequest)
    const begun = performance.now()
    const outcomes = await recordNow(db, requests, limits)
    took.push(performance.now() - begun)
    const refused = outcomes.find(({ outcome }) => outcome !== 'recorded')
    if (refused) throw new Error(`${side}: a request was answered ${refused.outcome}`)
  }
  return { medianMs: median(took), calls: took.length }
}

function nextRequest(): LinkRequest {
  turn += 1
  return {
    userId: personIds[turn % personIds.length] as string,
    actingUserId: null,
    requestId: randomUUID(),
    deliveryDeadlineMs: 3_600_000,
    returned: null,
    urlTemplate: null,
    idempotency: null,
  }
}
