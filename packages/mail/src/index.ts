export { type Designs, designs, readDesigns } from './designs.ts'
export { parseDomain } from './dkim/domain.ts'
export {
  type DkimKey,
  type DkimKeyFile,
  dkimNameOf,
  dkimRecordOf,
  parseDkimKeys,
  readDkimKeys,
} from './dkim/keys.ts'
export { createSignMail, type SignMail } from './dkim/sign.ts'
export { escapeHtml } from './escape-html.ts'
export { type MailKind, mailKinds } from './kinds.ts'
export { type Logo, readLogo } from './logo.ts'
export type { Look, MailColors, OptionalValue } from './look.ts'
export { deliveryPlaceholder, type MailHeaders, parseMailHeaders } from './mail-headers.ts'
export { type MailTemplate, mailTemplates } from './mail-template.ts'
export type { MailTexts } from './mail-texts.ts'
export { type ColorScheme, inScheme, type MailPreview, previewMail, withLogo } from './preview.ts'
export { compileTemplate, hasSlot, type Template } from './template.ts'
