import type { Child } from 'hono/jsx'
import type { Frame } from '../frame/frame.ts'
import { Page } from '../frame/page.tsx'
import { withQuery } from '../frame/with-query.ts'
import { ChoiceForm } from './choice-form.tsx'
import type { ComposedMail } from './compose-mail.ts'
import { languages, nameOf, placeOf } from './languages.ts'
import { MailView, mailAddress } from './mail-view.tsx'
import type { Choice, ChoiceProblems } from './read-choice.ts'

/** A choice with its mail, or with the problems because of which there is none. */
export type Chosen = { choice: Choice; mail?: ComposedMail; problems?: ChoiceProblems }

/** The form that chooses a mail, and the mail with its sender and subject, or why there is none. */
export function MailPage({ frame, choice, mail, problems = {} }: Chosen & { frame: Frame }) {
  return (
    <Page {...frame} title="Mails" current="mails" styles={['/mails/page.css']}>
      <div class="heading">
        <h1>Mails</h1>
        <p class="quiet">as people get them, with sample values</p>
      </div>
      <ChoiceForm choice={choice} problems={problems} />
      {mail ? <ChosenMail choice={choice} mail={mail} /> : <NoMail problems={problems} />}
    </Page>
  )
}

function ChosenMail({ choice, mail }: { choice: Choice; mail: ComposedMail }) {
  const text = (content: string) => (
    <bdi lang={choice.language} dir={mail.direction}>
      {content}
    </bdi>
  )
  const { name, address } = mail.sender
  return (
    <>
      <LanguageLinks choice={choice} />
      {mail.unused.length > 0 && <UnusedParts unused={mail.unused} />}
      <div class="mail">
        <dl class="envelope">
          <Field name="Sender">
            {text(name)}
            {address && [' ', <span class="address">{`<${address}>`}</span>]}
          </Field>
          {mail.replyTo && <Field name="Replies to">{mail.replyTo}</Field>}
          <Field name="Subject" kind="subject">
            {text(mail.subject)}
          </Field>
        </dl>
        <MailView choice={choice} composed={mail} />
      </div>
      {choice.view === 'html' && (
        <p class="quiet">
          Links do nothing here. <a href={mailAddress(choice)}>Open the mail alone</a>
        </p>
      )}
    </>
  )
}

function Field({ name, kind, children }: { name: string; kind?: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={kind}>{children}</dd>
    </div>
  )
}

function LanguageLinks({ choice }: { choice: Choice }) {
  const { place, previous, next } = placeOf(choice.language)
  const address = (language: string) => withQuery('/mails', { ...choice, language })
  return (
    <nav class="languages" aria-label="Languages">
      <a class="button" rel="prev" href={address(previous)}>
        <span aria-hidden="true">←</span> <bdi lang={previous}>{nameOf(previous)}</bdi>
      </a>
      <span class="quiet">
        {place} of {languages.length}
      </span>
      <a class="button" rel="next" href={address(next)}>
        <bdi lang={next}>{nameOf(next)}</bdi> <span aria-hidden="true">→</span>
      </a>
    </nav>
  )
}

function UnusedParts({ unused }: { unused: string[] }) {
  return (
    <div class="notice attention">
      <p>These parts of the organization’s brand and texts are not used:</p>
      <ul>
        {unused.map(problem => (
          <li>{problem}</li>
        ))}
      </ul>
    </div>
  )
}

function NoMail({ problems }: { problems: ChoiceProblems }) {
  return (
    <div class="empty" role="status">
      {Object.entries(problems).map(([name, problem]) => (
        <p class="problem" id={`${name}-problem`}>
          {problem}
        </p>
      ))}
      <p class="quiet">Choose a mail above.</p>
    </div>
  )
}
