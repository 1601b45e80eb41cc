import { randomUUID } from 'node:crypto'
import { readDatabaseUrl } from '@passlink/runtime'
import { type Database, type LinkRequest, openDatabase, recordLinks } from '@passlink/store'
import { personIds } from '../people.ts'
import { answerQuestions } from '../processes/helper.ts'
import { median } from '../results/numbers.ts'

/** `record` is for `ms` on one connection, so many requests a call. */
export type RecordQuestion =
  | { ask: 'open'; databaseUrl: string }
  | { ask: 'record'; size: number; ms: number }

const limits = { perUser: { max: 1_000_000, windowMs: 3_600_000 }, perOrganization: null }

let database: Database | undefined
let turn = 0

answerQuestions(async (question: RecordQuestion) => {
  if (question.ask === 'open') {
    database = openDatabase(readDatabaseUrl(question.databaseUrl), { connectionsMax: 1 })
    return undefined
  }
  if (!database) throw new Error('no database was opened')
  return record(database, question)
})

/** The median of the milliseconds that a call took, and how many there were. */
export type Recorded = { medianMs: number; calls: number }

type Recording = Extract<RecordQuestion, { ask: 'record' }>

async function record({ db }: Database, { size, ms }: Recording): Promise<Recorded> {
  const took: number[] = []
  const end = performance.now() + ms
  while (performance.now() < end) {
    const requests = Array.from({ length: size }, nextRequest)
    const begun = performance.now()
    const outcomes = await recordLinks(db, requests, limits)
    took.push(performance.now() - begun)
    const refused = outcomes.find(({ outcome }) => outcome !== 'recorded')
    if (refused) throw new Error(`a request was answered ${refused.outcome}`)
  }
  return { medianMs: median(took), calls: took.length }
}

function nextRequest(): LinkRequest {
  turn += 1
  return {
    userId: personIds[turn % personIds.length] as string,
    acting: null,
    requestId: randomUUID(),
    deliveryDeadlineMs: 3_600_000,
    returned: null,
    urlTemplate: null,
    details: null,
    idempotency: null,
  }
}
