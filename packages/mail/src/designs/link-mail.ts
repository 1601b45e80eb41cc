import { buttonMjml, detailsMjml, layoutMjml, linkMjml } from './layout.ts'

// A mail program that drops the styles of the head shows links blue, and does not break this long one.
const address = 'color:#4b5263;text-decoration:none;word-break:break-all'

const details = [
  '<br />{{time}}',
  '{{#requester}}<br />{{requestedBy}}{{/requester}}',
  '{{#application}}<br />{{application}}{{/application}}',
  '{{#browser}}<br />{{browser}}{{/browser}}',
  '{{#location}}<br />{{location}}{{/location}}',
].join('')

/** The MJML of the mail with a link. */
export const linkMailMjml = layoutMjml(`
        <mj-text>{{greeting}}</mj-text>
        <mj-text>{{request}}</mj-text>
        <mj-text font-weight="600">{{instruction}}</mj-text>
        ${buttonMjml('{{url}}', '{{button}}')}
        <mj-text>{{expiry}}</mj-text>
        ${detailsMjml(details)}
        <mj-text font-size="14px" color="#4b5263" css-class="quiet">{{notYou}}</mj-text>
        <mj-raw>{{#supportUrl}}</mj-raw>
        ${linkMjml('{{supportUrl}}', '{{support}}')}
        <mj-raw>{{/supportUrl}}</mj-raw>
        <mj-divider css-class="edge" border-width="1px" border-color="#dfe2ea" padding="8px 0 20px" />
        <mj-text font-size="13px" color="#4b5263" padding="0 0 4px" css-class="quiet">{{fallback}}</mj-text>
        <mj-text font-size="13px" color="#4b5263" css-class="address"><a href="{{url}}" dir="ltr" style="${address}">{{url}}</a></mj-text>`)
