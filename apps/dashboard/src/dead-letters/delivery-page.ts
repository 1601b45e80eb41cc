import { deadLetterTexts } from '@passlink/messages'
import type { DeliveryRecord } from '@passlink/store'
import { html } from 'hono/html'
import { statusBadge } from './badges.ts'
import { history } from './history.ts'
import { type Html, layout } from './layout.ts'
import { moment } from './moment.ts'
import { withQuery } from './with-query.ts'

/** Everything that is stored about a delivery. A dead delivery can be redriven and discarded here. */
export function deliveryPage(delivery: DeliveryRecord, notice: Html | undefined) {
  const { deliveryId, status, reason, attempts } = delivery
  const isUnknown =
    ['dead', 'discarded'].includes(status) && attempts.some(({ outcome }) => outcome === 'unknown')
  const body = html`
      ${notice}
      <div class="heading">
        <h1>Delivery</h1>
        ${statusBadge(status)}
      </div>
      ${reason && html`<p class="reason">${reason}</p>`}
      ${isUnknown && html`<p class="warning"><em>Unknown:</em> ${deadLetterTexts.mayHaveArrived}${status === 'dead' && ' Redriving it sends it again.'}</p>`}
      ${status === 'dead' && actions(deliveryId)}
      <dl>${facts(delivery).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <h2>Attempts</h2>
      ${history(delivery)}
      <p class="quiet">Times are UTC.</p>`
  return layout({ title: `Delivery ${deliveryId}`, body })
}

function actions(id: string) {
  return html`
      <form class="actions" method="post" action="/dead-letters/redrive">
        <input type="hidden" name="id" value="${id}">
        <input type="hidden" name="back" value="delivery">
        <button class="primary">Redrive</button>
        <a class="button" href="${withQuery('/dead-letters/discard', { id, back: 'delivery' })}">Discard…</a>
      </form>`
}

function facts(delivery: DeliveryRecord): [string, Html | string][] {
  const { deliveryId, kind, status, dueAt, sentAt, deadAt, discardedAt } = delivery
  const hasJob = !['sent', 'discarded'].includes(status)
  const job = html`<a href="/queues/queue/${kind === 'webhook' ? 'webhooks' : 'deliveries'}/${deliveryId}">see it in the queue</a>`
  const all: [string, Html | string | false | null][] = [
    ['Delivery', html`<code>${deliveryId}</code>`],
    ['Of', deadLetterTexts.kinds[kind]],
    ['Person', delivery.userId],
    ['Organization', delivery.organizationId],
    ['Link', html`${delivery.linkState} <code>${delivery.linkId}</code>`],
    ['Request', html`<code>${delivery.requestId}</code>`],
    ['Job', hasJob && job],
    ['Asked for', moment(delivery.createdAt)],
    ['Next attempt', status === 'waiting' && dueAt && moment(dueAt)],
    ['Deadline', moment(delivery.deadline)],
    ['Sent', sentAt && moment(sentAt)],
    ['Died', deadAt && moment(deadAt)],
    ['Discarded', discardedAt && moment(discardedAt)],
  ]
  return all.filter((fact): fact is [string, Html | string] => Boolean(fact[1]))
}
