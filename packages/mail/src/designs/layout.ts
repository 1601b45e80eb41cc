/** The direction of a language's script. A design is compiled once for each. */
export type Direction = 'ltr' | 'rtl'

// What `prefers-color-scheme` gives to mail programs that know it, and Outlook.com's marks of its own dark mode.
const darkRules = (of: string) => `
        ${of} .page, ${of} .page > div, ${of} .page > table { background: #14161c !important; }
        ${of} .sheet, ${of} .sheet > table { background: #1e212a !important; }
        ${of} .sheet div { color: #e8eaf0 !important; }
        ${of} .quiet div, ${of} .address div, ${of} .quiet a, ${of} .address a { color: #a4abbb !important; }
        ${of} .edge p { border-color: #353a47 !important; }
        ${of} .plain td, ${of} .plain a { background: #1e212a !important; color: #e8eaf0 !important; }
        ${of} .logo { background: #ffffff; }
        ${of} .accent td, ${of} .accent a { background: {{accentDark}} !important; color: {{inkDark}} !important; }`

/** A button in the accent colour. */
export const buttonMjml = (url: string, text: string) =>
  `<mj-button href="${url}" align="{{start}}" background-color="{{accent}}" color="{{ink}}" font-size="16px" font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="8px 0 24px" css-class="accent">${text}</mj-button>`

/** A button that is less important than the one in the accent colour. */
export const quietButtonMjml = (url: string, text: string) =>
  `<mj-button href="${url}" align="{{start}}" background-color="#ffffff" color="#1f2430" border="1px solid #7c8498" font-size="16px" font-weight="600" border-radius="8px" inner-padding="13px 27px" padding="0 0 24px" css-class="plain">${text}</mj-button>`

/** A link on a line of its own. */
export const linkMjml = (url: string, text: string) =>
  `<mj-text font-size="14px" color="#4b5263" css-class="quiet"><a href="${url}" style="color:#4b5263;text-decoration:underline">${text}</a></mj-text>`

/** The heading of the details, with the lines below it. */
export const detailsMjml = (lines: string) =>
  `<mj-text font-size="14px" color="#4b5263" css-class="quiet"><strong>{{details}}</strong>${lines}</mj-text>`

/**
 * The MJML of a mail: a sheet on a grey page, with the organization's logo or name, a heading and `body`. Every text,
 * value and colour of the brand is a slot, so that the design does not depend on a language or on an organization.
 */
export function layoutMjml(body: string): string {
  return `
<mjml lang="{{language}}" dir="{{direction}}">
  <mj-head>
    <mj-title>{{subject}}</mj-title>
    <mj-attributes>
      <mj-all font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text align="{{start}}" color="#1f2430" font-size="16px" line-height="1.55" padding="0 0 16px" />
      <mj-section background-color="#ffffff" padding="0 40px" direction="{{direction}}" />
      <mj-column padding="0" direction="{{direction}}" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
    </mj-raw>
    <mj-style>
      @media (max-width: 480px) {
        .page > div { padding: 0 12px; }
        .sheet > table > tbody > tr > td { padding: 32px 24px 16px !important; }
      }
      @media (prefers-color-scheme: dark) {${darkRules('')}
      }
      ${darkRules('[data-ogsc]')}
    </mj-style>
  </mj-head>
  <mj-body background-color="#f2f3f7" css-class="page">
    <mj-raw>
      <div style="display:none;max-height:0;overflow:hidden;font-size:16px;color:#1f2430">{{preview}}</div>
    </mj-raw>
    <mj-section background-color="#f2f3f7" padding="16px" css-class="page"><mj-column><mj-spacer height="8px" /></mj-column></mj-section>
    <mj-section css-class="sheet" border-radius="12px" padding="40px 40px 24px">
      <mj-column>
        <mj-text font-size="14px" font-weight="600" color="#4b5263" css-class="quiet">{{#logo}}<img class="logo" src="cid:logo" alt="{{organization}}" height="40" style="height:40px;width:auto;max-width:100%;border:0;border-radius:6px" />{{/logo}}{{^logo}}{{organization}}{{/logo}}</mj-text>
        <mj-text font-size="26px" font-weight="700" line-height="1.25"><h1 style="margin:0;font-size:26px;line-height:1.25">{{heading}}</h1></mj-text>
        ${body}
      </mj-column>
    </mj-section>
    <mj-section background-color="#f2f3f7" padding="20px 40px 40px" css-class="page">
      <mj-column><mj-text font-size="13px" color="#4b5263" align="center" padding="0" css-class="quiet">{{sender}}</mj-text></mj-column>
    </mj-section>
  </mj-body>
</mjml>`
}
