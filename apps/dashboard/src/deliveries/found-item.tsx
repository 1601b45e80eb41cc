import { deadLetterTexts } from '@passlink/messages'
import type { FoundDelivery } from '@passlink/store'
import type { Operator } from '../access/operator.ts'
import { MaskedAddress } from '../addresses/masked-address.tsx'
import { StatusBadge } from '../dead-letters/badges.tsx'
import { Moment } from '../frame/moment.tsx'
import { organizationPath } from '../organizations/organization-path.ts'
import { deliveriesOf } from './deliveries-of.ts'

/** `back` is the path of the page on which it is. */
type Props = { delivery: FoundDelivery; operator: Operator; back: string }

const names = { link: 'Link', notice: 'Notice', webhook: 'Webhook' }

/** A delivery that was found, of any state. */
export function FoundItem({ delivery, operator, back }: Props) {
  const { deliveryId, userId, organizationId, displayName, email, kind, status, reason, attempts, relay } =
    delivery
  const facts = [
    deadLetterTexts.counted(attempts, 'attempt'),
    relay,
    kind === 'link' && delivery.linkState && `link ${delivery.linkState}`,
  ]
  return (
    <li>
      <div class="found">
        <p>
          <a class="reason" href={`/deliveries/${deliveryId}`}>
            {names[kind]} {kind === 'webhook' ? 'about' : 'to'} {displayName ?? userId}
          </a>
        </p>
        <div class="quiet">
          <a class="who" href={deliveriesOf({ user: userId })}>
            {userId}
          </a>{' '}
          of{' '}
          <a class="who" href={organizationPath('show', organizationId)}>
            {organizationId}
          </a>{' '}
          {email && <MaskedAddress {...{ operator, userId, back }} address={email} />}
        </div>
        <p class="quiet">{facts.filter(Boolean).join(' · ')}</p>
        {reason && <p class="reason-line">{reason}</p>}
      </div>
      <p class="when">
        <StatusBadge status={status} /> <Moment at={delivery.createdAt} />
      </p>
    </li>
  )
}
