import { html } from 'hono/html'
import { layout } from '../dead-letters/layout.ts'
import { withQuery } from '../dead-letters/with-query.ts'
import { choiceForm } from './choice-form.ts'
import type { ComposedMail } from './compose-mail.ts'
import { languages, nameOf, placeOf } from './languages.ts'
import { mailAddress, mailView } from './mail-view.ts'
import type { Choice, ChoiceProblems } from './read-choice.ts'

/** A choice with its mail, or with the problems because of which there is none. */
export type Chosen = { choice: Choice; mail?: ComposedMail; problems?: ChoiceProblems }

/** The form that chooses a mail, and the mail with its sender and subject, or why there is none. */
export function mailPage({ choice, mail, problems = {} }: Chosen) {
  const body = html`
      <div class="heading">
        <h1>Mails</h1>
        <p class="quiet">as people get them, with sample values</p>
      </div>
      ${choiceForm(choice, problems)}
      ${mail ? chosenMail(choice, mail) : noMail(problems)}`
  return layout({ title: 'Mails', body, isMails: true })
}

function chosenMail(choice: Choice, mail: ComposedMail) {
  const { language } = choice
  const text = (content: string) => html`<bdi lang="${language}" dir="${mail.direction}">${content}</bdi>`
  return html`
      ${languageLinks(choice)}
      ${mail.unused.length > 0 && unusedParts(mail.unused)}
      <div class="mail">
        <dl class="envelope">
          <div><dt>Sender</dt><dd>${text(mail.sender.name)}${mail.sender.address && html` <span class="address">&lt;${mail.sender.address}&gt;</span>`}</dd></div>
          ${mail.replyTo && html`<div><dt>Replies to</dt><dd>${mail.replyTo}</dd></div>`}
          <div><dt>Subject</dt><dd class="subject">${text(mail.subject)}</dd></div>
        </dl>
        ${mailView(choice, mail)}
      </div>
      ${choice.view === 'html' && html`<p class="quiet">Links do nothing here. <a href="${mailAddress(choice)}">Open the mail alone</a></p>`}`
}

function languageLinks(choice: Choice) {
  const { place, previous, next } = placeOf(choice.language)
  const link = (language: string, rel: string, content: unknown) =>
    html`<a class="button" rel="${rel}" href="${withQuery('/mails', { ...choice, language })}">${content}</a>`
  const name = (language: string) => html`<bdi lang="${language}">${nameOf(language)}</bdi>`
  return html`
      <nav class="languages" aria-label="Languages">
        ${link(previous, 'prev', html`<span aria-hidden="true">←</span> ${name(previous)}`)}
        <span class="quiet">${place} of ${languages.length}</span>
        ${link(next, 'next', html`${name(next)} <span aria-hidden="true">→</span>`)}
      </nav>`
}

function unusedParts(unused: string[]) {
  return html`
      <div class="notice attention">
        <p>These parts of the organization’s brand and texts are not used:</p>
        <ul>${unused.map(problem => html`<li>${problem}</li>`)}</ul>
      </div>`
}

function noMail(problems: ChoiceProblems) {
  return html`
      <div class="empty" role="status">
        ${Object.entries(problems).map(([name, problem]) => html`<p class="problem" id="${name}-problem">${problem}</p>`)}
        <p class="quiet">Choose a mail above.</p>
      </div>`
}
