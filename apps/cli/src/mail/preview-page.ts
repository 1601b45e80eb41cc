import { escapeHtml, type MailKind, mailKinds } from '@passlink/mail'
import type { Catalog } from '@passlink/messages'
import type { SampleMail } from './create-sample-mail.ts'

/** The mails in one language. Their files are in the folder of that name, beside the page. */
export type LanguagePreview = Pick<Catalog, 'language' | 'direction'> & {
  mails: Record<MailKind, SampleMail>
}

const titles: Record<MailKind, string> = {
  link: 'The mail with a link',
  added: 'The notice of a new passkey',
  removed: 'The notice of a removed passkey',
}

// Those of a phone and of a window on a desk.
const widths = [375, 700]
const schemes = ['light', 'dark'] as const

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 2rem; }
  nav a, p a { margin-inline-end: 0.75rem; }
  h2 { margin-top: 3rem; border-top: 1px solid; padding-top: 1rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
  dd { margin: 0; }
  .mails { display: flex; gap: 1rem; overflow-x: auto; }
  iframe { flex: none; height: 1200px; border: 1px solid #8888; border-radius: 8px; }
  .light { color-scheme: light; }
  .dark { color-scheme: dark; }`

/** A page of HTML that lists all mails, and shows each in both schemes and widths. */
export function previewPage(organization: string, previews: LanguagePreview[]): string {
  const title = escapeHtml(`The mails of ${organization}`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}
</style>
</head>
<body>
<h1>${title}</h1>
<nav>${previews.map(({ language }) => `<a href="#${language}">${nameOf(language)}</a>`).join('\n')}</nav>
${previews.map(section).join('\n')}
</body>
</html>
`
}

const names = new Intl.DisplayNames('en', { type: 'language' })
const nameOf = (language: string) => escapeHtml(names.of(language) ?? language)

const section = (preview: LanguagePreview) => `<section id="${preview.language}">
<h2>${nameOf(preview.language)} (${preview.language})</h2>
${mailKinds.map(kind => article(kind, preview)).join('\n')}
</section>`

function article(kind: MailKind, { language, direction, mails }: LanguagePreview): string {
  const { subject, sender } = mails[kind]
  const file = `${language}/${kind}`
  const written = `lang="${language}" dir="${direction}"`
  return `<h3>${titles[kind]}</h3>
<dl>
<dt>Subject</dt><dd><bdi ${written}>${escapeHtml(subject)}</bdi></dd>
<dt>From</dt><dd><bdi ${written}>${escapeHtml(sender)}</bdi></dd>
</dl>
<p><a href="${file}.html">HTML</a><a href="${file}.txt">Text</a></p>
<div class="mails">
${widths.flatMap(width => schemes.map(scheme => frame(file, scheme, width, `${titles[kind]}, ${language}`))).join('\n')}
</div>`
}

const frame = (file: string, scheme: string, width: number, title: string) =>
  `<iframe class="${scheme}" src="${file}-${scheme}.html" width="${width}" title="${title}, ${scheme}, ${width} px" loading="lazy" sandbox></iframe>`
