import type { Db } from '@passlink/store'
import type postgres from 'postgres'
import { type PlanNode, scansIn } from './plan.ts'

/** A statement that was sent, with its plans: the one for its values, and the one for any values. `ms` is what running it took. */
export type Explained = {
  call: string
  text: string
  ms: number
  rows: number
  ran: PlanNode
  generic: PlanNode
}

type Client = Pick<postgres.Sql, 'unsafe'>
type Answer = { 'QUERY PLAN': { Plan: PlanNode; 'Planning Time': number; 'Execution Time': number }[] }[]

// What sets something for a transaction reads nothing, and would set it twice.
const hasPlan = (text: string) =>
  /^\s*\(?(select|with|insert|update|delete)\b/.test(text) && !text.includes('set_config')

/**
 * A pool that explains each statement before it is run: `explained` has them all. A statement that writes is run twice, of
 * which once is taken back. `any` is where the plans for any values come from.
 */
export function explainingPool(db: Db, any: postgres.Sql, explained: Explained[]) {
  let call = ''

  function explainingIn(tx: postgres.TransactionSql) {
    // The statements that are sent together each take several now, and must not mix.
    let last: Promise<unknown> = Promise.resolve()
    const inTurn = <Of>(work: () => Promise<Of>): Promise<Of> => {
      const next = last.then(work, work)
      last = next.catch(() => {})
      return next
    }
    return {
      unsafe: (text: string, parameters: never[] = [], options?: object) =>
        inTurn(async () => {
          if (hasPlan(text)) {
            await tx.unsafe('savepoint explaining')
            explained.push({ call, text, ...(await explainOnce(tx, any, text, parameters)) })
            await tx.unsafe('rollback to savepoint explaining')
          }
          return tx.unsafe(text, parameters, options)
        }),
    }
  }

  const begin = (work: (tx: ReturnType<typeof explainingIn>) => Promise<unknown>) =>
    db.$client.begin(tx => work(explainingIn(tx)))

  const $client = {
    begin,
    unsafe: (text: string, parameters?: never[], options?: object) =>
      begin(tx => tx.unsafe(text, parameters, options)),
  }
  return {
    db: { $client } as unknown as Db,
    /** Names the call that the next statements belong to. */
    name(what: string) {
      call = what
    },
  }
}

/** Runs a statement for its plan, and asks for that for any values (Postgres 16 or later). */
export async function explainOnce(client: Client, any: Client, text: string, parameters: never[]) {
  const [ran] = await plansOf(client, `explain (analyze, timing off, format json) ${text}`, parameters)
  const [generic] = await plansOf(any, `explain (generic_plan, format json) ${text}`)
  if (!ran || !generic) throw new Error('there is no plan')
  const rows = scansIn(ran.Plan).reduce((sum, scan) => sum + scan.rows, 0)
  return { ms: ran['Planning Time'] + ran['Execution Time'], rows, ran: ran.Plan, generic: generic.Plan }
}

async function plansOf(client: Client, text: string, parameters?: never[]) {
  const answer = (await client.unsafe(text, parameters)) as unknown as Answer
  return answer[0]?.['QUERY PLAN'] ?? []
}
