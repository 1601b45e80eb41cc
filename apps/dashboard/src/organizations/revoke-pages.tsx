import { deadLetterTexts } from '@passlink/messages'
import type { StoredOrganization } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { organizationPath } from './organization-path.ts'
import type { Revocation } from './revocation.ts'

type Content = { frame: Frame; organization: StoredOrganization }

/** Asks for a confirmation before all open links of an organization are revoked. */
export function ConfirmRevocationPage({ frame, organization: { id, name } }: Content) {
  const title = `Revoke all open links of ${name}?`
  return (
    <Page {...frame} title={title} current="organizations">
      <h1>{title}</h1>
      <p>
        Nobody can add a passkey any more with a link that was mailed to them, and mails with links that wait
        are not sent. That is final. Passkeys that were added stay.
      </p>
      <p>People can ask for new links at once. Whoever is to get none pauses the organization first.</p>
      <div class="actions">
        <RevokeForm id={id} text="Revoke all open links" />
        <a class="button" href={organizationPath('show', id)}>
          Cancel
        </a>
      </div>
    </Page>
  )
}

/** How far a revocation has come, with a button that goes on while it is not over. */
export function RevocationPage({ frame, organization, revocation }: Content & { revocation: Revocation }) {
  const { id, name } = organization
  const { looked, revoked, busy, before } = revocation
  const isOver = before === null
  const title = isOver ? `The links of ${name} are revoked` : `The links of ${name} are being revoked`
  const counted = (count: number) => deadLetterTexts.counted(count, 'link')
  return (
    <Page {...frame} title={title} current="organizations">
      <h1>{title}</h1>
      <p role="status">
        {counted(revoked)} revoked; {counted(looked)} looked at.
      </p>
      {busy > 0 && (
        <p class="warning">
          {counted(busy)} could not be revoked, because they are in use right now. Revoke once more.
        </p>
      )}
      {!isOver && <p>There are older links. Nothing is lost by stopping here.</p>}
      <div class="actions">
        {!isOver && <RevokeForm id={id} text="Go on" revocation={revocation} />}
        {isOver && busy > 0 && <RevokeForm id={id} text="Revoke once more" />}
        <a class="button" href={organizationPath('show', id)}>
          Back to {name}
        </a>
      </div>
    </Page>
  )
}

function RevokeForm({ id, text, revocation }: { id: string; text: string; revocation?: Revocation }) {
  return (
    <form method="post" action="/organizations/revoke">
      <input type="hidden" name="id" value={id} />
      {revocation &&
        Object.entries(revocation).map(([name, value]) => (
          <input type="hidden" name={name} value={String(value)} />
        ))}
      <button type="submit" class="grave">
        {text}
      </button>
    </form>
  )
}
