import { withQuery } from '../frame/with-query.ts'
import type { ComposedMail } from './compose-mail.ts'
import type { Choice } from './read-choice.ts'

/** The address of a mail's HTML alone. */
export function mailAddress({ mail, language, organization, scheme }: Choice): string {
  return withQuery('/mails/html', { mail, language, organization, scheme })
}

/**
 * A mail as HTML in a frame, as text, or as the source of its HTML. The frame has no scripts and an origin of its own,
 * whatever an organization or a design has put into the mail.
 */
export function MailView({ choice, composed }: { choice: Choice; composed: ComposedMail }) {
  const { mail, language, scheme, width, view } = choice
  if (view === 'text')
    return (
      <pre class={width} lang={language} dir={composed.direction}>
        {composed.text}
      </pre>
    )
  if (view === 'source')
    return (
      <pre>
        <code>{composed.html}</code>
      </pre>
    )
  return (
    <section class="frame" aria-label="Mail" tabindex={0}>
      <iframe class={`${mail} ${width} ${scheme}`} sandbox="" src={mailAddress(choice)} title="The mail" />
    </section>
  )
}
