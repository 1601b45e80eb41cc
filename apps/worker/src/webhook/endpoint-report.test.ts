import { describe, expect, test } from 'vitest'
import { endpointReport, probeReports } from './endpoint-report.ts'

const reportOn = (status: number | null, retryAfterMs: number | null = null) =>
  endpointReport({ status, detail: 'what it said', retryAfterMs }, 'webhook-1')

describe('an endpoint', () => {
  test('fails if it does not answer, and with 408, 429, 5xx and 410', () => {
    for (const status of [null, 408, 410, 429, 500, 502, 503, 504, 599])
      expect(reportOn(status), String(status)).toMatchObject({
        kind: 'failed',
        subject: 'webhook-1',
        answer: 'what it said',
      })
  })

  test('has accepted with any 2xx, and other answers concern the webhook', () => {
    for (const status of [200, 201, 204, 299]) expect(reportOn(status)).toEqual({ kind: 'accepted' })
    for (const status of [302, 400, 401, 404, 409, 411, 413, 422, 428, 430, 499])
      expect(reportOn(status), String(status)).toEqual({ kind: 'rejected' })
  })

  test('is left alone for as long as it says with 429 and 503, and for 15 minutes after 410', () => {
    for (const status of [429, 503]) expect(reportOn(status, 120_000)).toMatchObject({ pauseMs: 120_000 })
    for (const status of [null, 408, 500]) expect(reportOn(status, 120_000)).toMatchObject({ pauseMs: null })
    expect(reportOn(410)).toMatchObject({ pauseMs: 900_000 })
  })
})

test('a webhook that was a probe brings the endpoint back with any answer that is no failure', () => {
  const failed = reportOn(500)
  expect(probeReports(failed)).toEqual([{ kind: 'probed', failure: failed }])
  for (const status of [204, 404])
    expect(probeReports(reportOn(status))).toEqual([{ kind: 'probed', failure: null }, reportOn(status)])
})
