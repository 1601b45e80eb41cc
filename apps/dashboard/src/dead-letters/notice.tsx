import { deadLetterTexts } from '@passlink/messages'
import { type ChangeName, type ChangeTally, changedOutcome } from '@passlink/store'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import { z } from 'zod'

const cookie = 'notice'
const path = '/dead-letters'

const content = z.object({
  change: z.enum(['redrive', 'discard']),
  counts: z.record(z.string(), z.int().positive()),
  queueUpdated: z.boolean(),
  finished: z.boolean(),
})

/** Stores the result of a change in a cookie, for the notice on the next page. */
export function setNotice(c: Context, change: ChangeName, tally: ChangeTally): void {
  const value = JSON.stringify({ change, ...tally })
  setCookie(c, cookie, value, { path, maxAge: 60, httpOnly: true, sameSite: 'Strict' })
}

/** Returns the notice about the last change and deletes its cookie. */
export function takeNotice(c: Context): Child {
  const value = getCookie(c, cookie)
  if (value === undefined) return undefined
  deleteCookie(c, cookie, { path })
  const { data } = content.safeParse(parse(value))
  return data && <Notice {...data} />
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function Notice({ change, counts, queueUpdated, finished }: z.output<typeof content>) {
  const texts: Record<string, string> = deadLetterTexts.changes[change]
  const outcomes = Object.keys(texts).filter(outcome => counts[outcome])
  const allChanged = outcomes.length > 0 && outcomes.every(outcome => outcome === changedOutcome[change])
  return (
    <div class={`notice ${allChanged && queueUpdated && finished ? 'good' : 'attention'}`} role="status">
      {outcomes.length === 0 && <p>There was nothing to change.</p>}
      {outcomes.map(outcome => (
        <p>
          <strong>{counts[outcome]?.toLocaleString('en')}</strong> {texts[outcome]}
        </p>
      ))}
      {!finished && <p>There may be more: that was as many as there was time for.</p>}
      {!queueUpdated && <p>{deadLetterTexts.queueAway[change]}</p>}
    </div>
  )
}
