import { detailLengths, isTimeZone, type RequestDetails } from '@passlink/store'
import type { Context } from 'hono'
import type { Env } from '../env.ts'

/** From where a request comes, as far as its headers and the time zone of the browser say. */
export type ReadDetails = (c: Context<Env>, timeZone: string | null | undefined) => RequestDetails

/** `locationHeader` is the header in which a proxy writes the rough place of the client; what it writes is trusted. */
export function createReadDetails(locationHeader: string | undefined): ReadDetails {
  return (c, timeZone) => {
    const userAgent = c.req.header('user-agent')?.slice(0, detailLengths.userAgent)
    const location = locationHeader && readLocation(c.req.header(locationHeader))
    return {
      ...(userAgent ? { userAgent } : {}),
      ...(location ? { location } : {}),
      ...(timeZone && isTimeZone(timeZone) ? { timeZone } : {}),
    }
  }
}

// Proxies write it as bytes of UTF-8, which Node reads as Latin-1.
function readLocation(text: string | undefined): string | undefined {
  const bytes = Buffer.from(text ?? '', 'latin1')
  const decoded = bytes.toString('utf8')
  const isUtf8 = Buffer.from(decoded, 'utf8').equals(bytes)
  return [...(isUtf8 ? decoded : (text ?? '')).trim()].slice(0, detailLengths.location).join('')
}
