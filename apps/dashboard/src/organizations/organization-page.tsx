import type { Pause, StoredOrganization } from '@passlink/store'
import { mayChange, maySeeAudit } from '../access/operator.ts'
import { deliveriesOf } from '../deliveries/deliveries-of.ts'
import { Badge } from '../frame/badge.tsx'
import { Facts } from '../frame/facts.tsx'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { withQuery } from '../frame/with-query.ts'
import { brandFacts } from './brand-facts.tsx'
import { organizationPath } from './organization-path.ts'
import { Sending } from './sending.tsx'

/** `pause` is that of its mails, if one is in force. */
type Content = { frame: Frame; organization: StoredOrganization; pause: Pause | undefined }

/** An organization. Whoever may change it can pause its mails here, and revoke its links. */
export function OrganizationPage({ frame, organization, pause }: Content) {
  const { id, name } = organization
  const { operator } = frame
  const canChange = mayChange(operator)
  return (
    <Page
      {...frame}
      title={`Organization ${name}`}
      current="organizations"
      styles={['/organizations/page.css']}
    >
      <div class="heading">
        <h1>{name}</h1>
        {pause && <Badge kind="attention">paused</Badge>}
      </div>
      <Facts of={[['Id', <code>{id}</code>], ['Name', name], ...brandFacts(organization)]} />
      <div class="actions">
        <a class="button" href={deliveriesOf({ org: id })}>
          Deliveries
        </a>
        <a class="button" href={withQuery('/dead-letters', { organization: id })}>
          Dead letters
        </a>
        <a class="button" href={withQuery('/mails', { organization: id })}>
          Its mails
        </a>
        {maySeeAudit(operator) && (
          <a class="button" href={withQuery('/audit', { subject: id })}>
            Audit
          </a>
        )}
      </div>
      <h2>Sending</h2>
      <Sending {...{ id, pause, canChange }} />
      {canChange && (
        <>
          <h2>Links</h2>
          <p>Revoking ends all links that its people have been sent, or are about to be.</p>
          <p>
            <a class="button grave" href={organizationPath('revoke', id)}>
              Revoke all open links…
            </a>
          </p>
        </>
      )}
    </Page>
  )
}
