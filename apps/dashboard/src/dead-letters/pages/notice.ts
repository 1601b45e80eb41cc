import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { z } from 'zod'
import type { Tally } from '../carry-out.ts'
import { type ChangeName, doneBy } from '../changes.ts'
import { changeWords, queueAwayWords } from '../words.ts'
import type { Html } from './layout.ts'

const cookie = 'notice'
const path = '/dead-letters'

const tally = z.object({
  change: z.enum(['redrive', 'discard']),
  counts: z.record(z.string(), z.int().positive()),
  queueTold: z.boolean(),
  finished: z.boolean(),
})

/** Has the page that is asked for next say how a change went. */
export function leaveNotice(c: Context, change: ChangeName, told: Tally): void {
  const value = JSON.stringify({ change, ...told })
  setCookie(c, cookie, value, { path, maxAge: 60, httpOnly: true, sameSite: 'Strict' })
}

/** What the last change left to be said, once. */
export function takeNotice(c: Context): Html | undefined {
  const left = getCookie(c, cookie)
  if (left === undefined) return undefined
  deleteCookie(c, cookie, { path })
  const read = tally.safeParse(parse(left))
  return read.success ? notice(read.data) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notice({ change, counts, queueTold, finished }: z.output<typeof tally>) {
  const words: Record<string, string> = changeWords[change]
  const said = Object.keys(words).filter(outcome => counts[outcome])
  const isDone = said.length > 0 && said.every(outcome => outcome === doneBy[change]) && queueTold && finished
  return html`
      <div class="notice ${isDone ? 'good' : 'attention'}" role="status">
        ${said.length === 0 && html`<p>There was nothing to change.</p>`}
        ${said.map(outcome => html`<p><strong>${counts[outcome]?.toLocaleString('en')}</strong> ${words[outcome]}</p>`)}
        ${!finished && html`<p>There may be more: that was as many as there was time for.</p>`}
        ${!queueTold && html`<p>${queueAwayWords[change]}</p>`}
      </div>`
}
