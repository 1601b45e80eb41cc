import { expect } from 'vitest'
import { eventually } from './eventually.ts'
import { type App, askForLink, type Passlink } from './passlink.ts'

/** For `CALL_TIMEOUT`: what takes long on a busy machine is no reason to refuse a call here. */
export const patience = '30s'

const pauseMs = 25
const callsMax = 2_000

/** Calls, each of which must be answered 200, made one after the other while `run` runs. Resolves to their number. */
export async function callWhile(passlink: Passlink, api: App, run: () => Promise<unknown>): Promise<number> {
  const token = await passlink.issuer.token('alice')
  const ending = new AbortController()
  const running = run().finally(() => ending.abort())
  // Its rejection is what this function rejects with, once the last call has been answered.
  running.catch(() => {})
  let calls = 0
  while (!ending.signal.aborted && calls < callsMax) {
    expect((await askForLink(api, token)).status).toBe(200)
    calls += 1
    await new Promise(resolve => setTimeout(resolve, pauseMs))
  }
  await running
  return calls
}

/** Waits until all of these calls have been mailed, and checks that each was mailed once. */
export async function allMailedOnce({ relay, database }: Passlink, calls: number): Promise<void> {
  await eventually(async () => {
    const [row] = await database.sql`select count(*)::int as sent from deliveries where status = 'sent'`
    expect(row?.sent).toBe(calls)
  }, 40_000)
  expect(relay.mails).toHaveLength(calls)
  expect(new Set(relay.mails.map(({ messageId }) => messageId)).size).toBe(calls)
}
