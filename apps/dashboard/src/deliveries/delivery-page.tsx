import { deadLetterTexts } from '@passlink/messages'
import type { Timeline as FoundTimeline } from '@passlink/store'
import type { Child } from 'hono/jsx'
import { mayChange } from '../access/operator.ts'
import { StatusBadge } from '../dead-letters/badges.tsx'
import { pickedText } from '../dead-letters/picked.ts'
import { Facts } from '../frame/facts.tsx'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { withQuery } from '../frame/with-query.ts'
import { SuppressionNote } from '../suppressions/suppression-note.tsx'
import { factsOf } from './delivery-facts.tsx'
import { stylesOfDeliveries } from './styles-of-deliveries.ts'
import { Timeline } from './timeline.tsx'

type Content = { frame: Frame; timeline: FoundTimeline; notice?: Child }

/** Everything that is known about a delivery. Whoever may change it can redrive and discard a dead one here. */
export function DeliveryPage({ frame, timeline: { delivery, steps }, notice }: Content) {
  const { operator } = frame
  const { deliveryId, status, reason, kind, userId, suppression, attempts } = delivery
  const back = `/deliveries/${deliveryId}`
  const isLost = steps.some(step => step.step === 'attempt' && step.outcome === 'unknown')
  return (
    <Page
      {...frame}
      title={`Delivery ${deliveryId}`}
      current="deliveries"
      notice={notice}
      styles={stylesOfDeliveries}
    >
      <div class="heading">
        <h1>Delivery</h1>
        <StatusBadge status={status} />
      </div>
      {reason && <p class="reason">{reason}</p>}
      {isLost && ['dead', 'discarded'].includes(status) && (
        <p class="warning">
          <em>Unknown:</em> {deadLetterTexts.mayHaveArrived}
          {status === 'dead' && ' Redriving it sends it again.'}
        </p>
      )}
      {suppression !== null && kind !== 'webhook' && (
        <SuppressionNote {...{ operator, userId, back }} reason={suppression} />
      )}
      {status === 'dead' && mayChange(operator) && (
        <Actions picked={pickedText({ deliveryId, afterAttempts: attempts })} />
      )}
      <Facts of={factsOf(delivery, { operator, back })} />
      <h2>Timeline</h2>
      <Timeline steps={steps} operator={operator} />
    </Page>
  )
}

function Actions({ picked }: { picked: string }) {
  return (
    <form class="actions" method="post" action="/dead-letters/redrive">
      <input type="hidden" name="id" value={picked} />
      <input type="hidden" name="back" value="delivery" />
      <button type="submit" class="primary">
        Redrive
      </button>
      <a class="button" href={withQuery('/dead-letters/discard', { id: picked, back: 'delivery' })}>
        Discard…
      </a>
    </form>
  )
}
