import { deadLetterTexts } from '@passlink/messages'
import type { Timeline } from '@passlink/store'
import type { Operator } from '../access/operator.ts'
import { MaskedAddress } from '../addresses/masked-address.tsx'
import type { Fact } from '../frame/facts.tsx'
import { Moment } from '../frame/moment.tsx'
import { organizationPath } from '../organizations/organization-path.ts'
import { deliveriesOf } from './deliveries-of.ts'

/** The facts about a delivery, with links to what belongs together. `back` is the path of its page. */
export function factsOf(
  delivery: Timeline['delivery'],
  { operator, back }: { operator: Operator; back: string },
): Fact[] {
  const { deliveryId, kind, status, userId, organizationId, linkId, requestId, email } = delivery
  const hasJob = !['sent', 'bounced', 'discarded'].includes(status)
  const jobPath = `/queues/queue/${kind === 'webhook' ? 'webhooks' : 'deliveries'}/${deliveryId}`
  return [
    ['Delivery', <code>{deliveryId}</code>],
    ['Of', deadLetterTexts.kinds[kind]],
    ['Person', [<a href={deliveriesOf({ user: userId })}>{userId}</a>, nameBeside(delivery)]],
    ['Address', email && <MaskedAddress {...{ operator, userId, back }} address={email} />],
    ['No mail', !delivery.hasAddress && kind !== 'webhook' && 'the person has no verified address'],
    [
      'Organization',
      [
        <a href={organizationPath('show', organizationId)}>{organizationId}</a>,
        ' · ',
        <a href={deliveriesOf({ org: organizationId })}>its deliveries</a>,
      ],
    ],
    [
      'Link',
      linkId && [
        `${delivery.linkState} `,
        <a href={deliveriesOf({ link: linkId })}>
          <code>{linkId}</code>
        </a>,
      ],
    ],
    [
      'Request',
      <a href={deliveriesOf({ request: requestId })}>
        <code>{requestId}</code>
      </a>,
    ],
    ['Job', hasJob && <a href={jobPath}>see it in the queue</a>],
    ['Asked for', <Moment at={delivery.createdAt} />],
    ['Deadline', <Moment at={delivery.deadline} />],
    ['Sent', delivery.sentAt && <Moment at={delivery.sentAt} />],
    ['Link ends', delivery.linkExpiresAt && <Moment at={delivery.linkExpiresAt} />],
  ]
}

const nameBeside = ({ displayName, userId }: Timeline['delivery']) =>
  displayName !== null && displayName !== userId && ` · ${displayName}`
