import mjml2html from 'mjml'

export type LinkMail = { name: string; organization: string; url: string }

/** The mail that carries a link, with the words that Passlink's has. */
export async function renderMail(values: LinkMail): Promise<{ subject: string; html: string; text: string }> {
  const { html } = await mjml2html(layout(values), { keepComments: false, fonts: {} })
  const { name, organization, url } = values
  const text = [
    `Hello ${name},`,
    request(organization),
    `Add a passkey:\n${url}`,
    `${otherDevice} ${expiry}`,
    notYou,
    `-- \n${sender(organization)}`,
  ].join('\n\n')
  return { subject: `Add a passkey for ${organization}`, html, text }
}

const request = (organization: string) =>
  `This link lets you add a passkey to your ${organization} account. With a passkey you sign in with your fingerprint, your face or your screen lock instead of a password.`
const otherDevice = 'Open the link on the device that you want to sign in with.'
const expiry = 'The link works once and for 1 hour.'
const notYou =
  'If you did not expect this mail, you can ignore it: nothing changes as long as nobody uses the link.'
const sender = (organization: string) =>
  `Sent for ${organization} because a link was requested for your account.`

const layout = ({ name, organization, url }: LinkMail) => `
<mjml lang="en">
  <mj-head>
    <mj-title>Add a passkey for ${escapeHtml(organization)}</mj-title>
    <mj-preview>Open this link on the device that you want to sign in with.</mj-preview>
    <mj-attributes>
      <mj-all font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
      <mj-text color="#1f2430" font-size="16px" line-height="1.55" padding="0 0 16px" />
      <mj-section background-color="#ffffff" padding="0 40px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f2f3f7">
    <mj-section padding="40px 40px 24px">
      <mj-column>
        <mj-text font-size="14px" color="#4b5263">${escapeHtml(organization)}</mj-text>
        <mj-text font-size="26px" font-weight="700"><h1>Add a passkey</h1></mj-text>
        <mj-text>Hello ${escapeHtml(name)},</mj-text>
        <mj-text>${escapeHtml(request(organization))}</mj-text>
        <mj-button href="${escapeHtml(url)}" align="left" background-color="#2f54eb" color="#ffffff">Add a passkey</mj-button>
        <mj-text>${otherDevice} ${expiry}</mj-text>
        <mj-text font-size="14px" color="#4b5263">${notYou}</mj-text>
        <mj-divider border-width="1px" border-color="#dfe2ea" />
        <mj-text font-size="13px">If the button does not work, copy this address into your browser:</mj-text>
        <mj-text font-size="13px"><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#f2f3f7" padding="20px 40px 40px">
      <mj-column><mj-text font-size="13px" align="center">${escapeHtml(sender(organization))}</mj-text></mj-column>
    </mj-section>
  </mj-body>
</mjml>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character] as string)
}
