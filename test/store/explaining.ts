import type { Db } from '@passlink/store'
import type postgres from 'postgres'
import { type PlanNode, type Scan, scansIn } from '../bench/explain/plan.ts'
import type { TestDatabase } from '../servers/database.ts'

type Answer = { 'QUERY PLAN': { Plan: PlanNode }[] }[]

const isQuestion = (text: string) => /^\s*(select|with)/.test(text) && !text.includes('set_config')

/**
 * A pool that also explains each question that is sent to it: `ran` has the scans of the plan for its values, with the rows
 * that they read, and `generic` those of the plan for any values.
 */
export function explaining({ db, sql }: Pick<TestDatabase, 'db' | 'sql'>) {
  const ran: Scan[] = []
  const generic: Scan[] = []

  const explainingOn = <Client extends Pick<postgres.Sql, 'unsafe'>>(client: Client) => ({
    async unsafe(text: string, parameters?: never[], options?: object) {
      if (isQuestion(text)) {
        const [of] = (await client.unsafe(
          `explain (analyze, format json) ${text}`,
          parameters,
        )) as unknown as Answer
        ran.push(...scansOf(of))
        const [any] = (await sql.unsafe(`explain (generic_plan, format json) ${text}`)) as unknown as Answer
        generic.push(...scansOf(any))
      }
      return client.unsafe(text, parameters, options)
    },
  })

  const $client = {
    ...explainingOn(db.$client),
    begin: (work: (tx: unknown) => Promise<unknown>) => db.$client.begin(tx => work(explainingOn(tx))),
  }
  return { db: { $client } as unknown as Db, ran, generic }
}

function scansOf(answer: Answer[number] | undefined): Scan[] {
  const node = answer?.['QUERY PLAN'][0]?.Plan
  return node ? scansIn(node) : []
}
