import { detailLengths, isTimeZone, type RequestDetails } from '@passlink/store'
import { ApiError, code } from '../api-error.ts'
import type { RequestMetadata } from './call.ts'

/** The headers in which a caller says from where a person asks, by the detail that each has. */
export const detailHeaders = {
  application: 'passlink-application',
  userAgent: 'passlink-user-agent',
  location: 'passlink-location',
  timeZone: 'passlink-time-zone',
} as const

type Detail = keyof typeof detailHeaders

/**
 * What the caller says about where the person asks from; nothing is guessed. Application and location may be
 * percent-encoded (UTF-8), as headers are ASCII. Throws an ApiError that names the header that is not valid.
 */
export function readRequestDetails({ header }: Pick<RequestMetadata, 'header'>): RequestDetails | null {
  const details: RequestDetails = {}
  for (const detail of Object.keys(detailHeaders) as Detail[]) {
    const text = header(detailHeaders[detail])?.trim()
    if (text) details[detail] = read[detail](text)
  }
  return Object.keys(details).length > 0 ? details : null
}

const read: Record<Detail, (text: string) => string> = {
  application: text => shortLine('application', decode('application', text)),
  location: text => shortLine('location', decode('location', text)),
  // Browsers send long ones, which are no fault of the caller.
  userAgent: text => text.slice(0, detailLengths.userAgent),
  timeZone: text => (isTimeZone(text) ? text : fail('timeZone', 'must be the name of a time zone (IANA)')),
}

function decode(detail: Detail, text: string): string {
  // Node reads other bytes as Latin-1, whatever they are.
  if (/[^\x20-\x7e]/.test(text)) return fail(detail, 'must be ASCII: percent-encode it (UTF-8)')
  try {
    return decodeURIComponent(text)
  } catch {
    return fail(detail, 'must be percent-encoded (UTF-8)')
  }
}

function shortLine(detail: 'application' | 'location', text: string): string {
  const lengthMax = detailLengths[detail]
  const isValid = [...text].length <= lengthMax && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
  return isValid ? text : fail(detail, `must be one line of ${lengthMax} characters or less`)
}

function fail(detail: Detail, problem: string): never {
  throw new ApiError(code.invalidArgument, 'requestDetailsInvalid', 'LINK-d3tLs', {
    detail: `${detailHeaders[detail]} ${problem}`,
  })
}
