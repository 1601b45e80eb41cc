export { escapeHtml } from './escape-html.ts'
export {
  type AddedMailTexts,
  addedMail,
  type LinkMailTexts,
  linkMail,
  type MailTemplate,
} from './mail-template.ts'
export { compileTemplate, hasSlot, type Template } from './template.ts'
