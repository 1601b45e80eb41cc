import type { AttemptRecord, DeliveryRecord } from '@passlink/store'
import { html } from 'hono/html'
import { outcomeBadge } from './badges.ts'
import { moment } from './moment.ts'

/** The attempts of a delivery in order, and its redrives between them. */
export function history({ attempts, redrives }: DeliveryRecord) {
  if (attempts.length + redrives.length === 0) return html`<p class="quiet">None on record.</p>`
  const redrivenAfter = (count: number) =>
    redrives.filter(({ afterAttempts }) => afterAttempts === count).map(({ at }) => redriveItem(at))
  return html`
      <ol class="history">
        ${redrivenAfter(0)}
        ${attempts.map(attempt => [attemptItem(attempt), redrivenAfter(attempt.number)])}
      </ol>`
}

function attemptItem({ number, startedAt, finishedAt, outcome, relay, detail }: AttemptRecord) {
  return html`
          <li>
            <p class="step"><strong>${number}</strong> ${outcome ? outcomeBadge(outcome) : html`<span class="badge sending">under way</span>`}</p>
            <div>
              ${detail && html`<p class="detail">${detail}</p>`}
              <p class="quiet">${moment(startedAt)}${finishedAt && ` · took ${durationOf(startedAt, finishedAt)}`}${relay && ` · ${relay}`}</p>
            </div>
          </li>`
}

function redriveItem(at: string) {
  return html`
          <li class="redriven"><p>Redriven</p><p class="quiet">${moment(at)}</p></li>`
}

function durationOf(startedAt: string, finishedAt: string): string {
  const ms = Date.parse(finishedAt) - Date.parse(startedAt)
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`
}
