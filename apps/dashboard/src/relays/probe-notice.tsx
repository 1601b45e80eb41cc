import type { ProbeRequest } from '@passlink/store'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'

const cookie = 'probe'
const path = '/relays'

const texts: Record<ProbeRequest, string> = {
  requested: 'The next worker that looks probes it, within about a second. Reload to see what it found.',
  not_away: 'It is not away, so there is nothing to find out.',
  due: 'Its pause is over already: the next worker that looks probes it.',
  under_way: 'It is being probed just now.',
}

const isOutcome = (text: string): text is ProbeRequest => Object.hasOwn(texts, text)

/** Stores what became of a request for a probe in a cookie, for the notice on the next page. */
export function setProbeNotice(c: Context, outcome: ProbeRequest): void {
  setCookie(c, cookie, outcome, { path, maxAge: 60, httpOnly: true, sameSite: 'Strict' })
}

/** Returns the notice about the last request for a probe and deletes its cookie. */
export function takeProbeNotice(c: Context): Child {
  const outcome = getCookie(c, cookie)
  if (outcome === undefined) return undefined
  deleteCookie(c, cookie, { path })
  return (
    isOutcome(outcome) && (
      <div class={`notice ${outcome === 'requested' ? 'good' : 'attention'}`} role="status">
        <p>{texts[outcome]}</p>
      </div>
    )
  )
}
