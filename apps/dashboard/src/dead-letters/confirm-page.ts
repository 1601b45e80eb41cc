import { deadLetterTexts } from '@passlink/messages'
import type { ChangeName, FilterTexts } from '@passlink/store'
import { html } from 'hono/html'
import { layout } from './layout.ts'
import { readable } from './moment.ts'

/** The deliveries to change, by ids or by a filter. The mail of `maybeArrived` deliveries may have arrived. */
export type Subject = { count: number; maybeArrived: number } & ({ ids: string[] } | { texts: FilterTexts })

type Content = { change: ChangeName; subject: Subject; back: string; backTo: string }

const verbs = { redrive: 'Redrive', discard: 'Discard' }

const consequences = {
  redrive:
    'Each is tried anew, with a fresh lifetime for its link and as much time as it had at first. What cannot be mailed any more stays dead, and says why.',
  discard:
    'They are never mailed and no longer listed here. That is final. They stay on record with all their attempts.',
}

const fieldNames: Record<string, string> = {
  organization: 'organization',
  user: 'user',
  relay: 'last relay',
  outcome: 'last outcome',
  reason: 'reason contains',
  since: 'died since',
  until: 'died until',
}

/** Asks for a confirmation before a change that is final or affects all matching deliveries. */
export function confirmPage({ change, subject, back, backTo }: Content) {
  const { count, maybeArrived } = subject
  const title = `${verbs[change]} ${deadLetterTexts.counted(count, 'dead letter')}?`
  const body = html`
      <h1>${title}</h1>
      ${'texts' in subject && filterSummary(subject.texts)}
      <p>${consequences[change]}</p>
      ${
        maybeArrived > 0 &&
        html`<p class="warning">Of ${maybeArrived.toLocaleString('en')} a relay’s answer was lost: the mail may have arrived${change === 'redrive' && ', and would then arrive twice, with the same link'}.</p>`
      }
      <form class="actions" method="post" action="/dead-letters/${change}">
        ${hidden('back', back)}
        ${
          'ids' in subject
            ? subject.ids.map(id => hidden('id', id))
            : Object.entries({ ...subject.texts, matching: 'yes' }).map(([name, value]) =>
                hidden(name, value),
              )
        }
        <button class="${change === 'redrive' ? 'primary' : 'grave'}">${verbs[change]} ${count.toLocaleString('en')}</button>
        <a class="button" href="${backTo}">Cancel</a>
      </form>`
  return layout({ title, body })
}

function filterSummary(texts: FilterTexts) {
  return html`
      <ul class="chosen">
        ${Object.entries(texts).map(
          ([name, value]) =>
            html`<li><span class="quiet">${fieldNames[name]}</span> ${['since', 'until'].includes(name) ? `${readable(value)} UTC` : value}</li>`,
        )}
      </ul>`
}

function hidden(name: string, value: string) {
  return html`<input type="hidden" name="${name}" value="${value}">`
}
