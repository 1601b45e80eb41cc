import { type Direction, layoutMjml, startOf } from './layout.ts'

// A mail program that drops the styles of the head shows links blue, and does not break this long one.
const address = 'color:#4b5263;text-decoration:none;word-break:break-all'

/** The MJML of the mail with a link. */
export const linkMailMjml = (direction: Direction) =>
  layoutMjml(
    direction,
    `
        <mj-text>{{greeting}}</mj-text>
        <mj-text>{{request}}</mj-text>
        <mj-text font-weight="600">{{instruction}}</mj-text>
        <mj-button href="{{url}}" align="${startOf(direction)}" background-color="#2f54eb" color="#ffffff" font-size="16px" font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="8px 0 24px">{{button}}</mj-button>
        <mj-text>{{expiry}}</mj-text>
        <mj-text font-size="14px" color="#4b5263" css-class="quiet">{{notYou}}</mj-text>
        <mj-divider css-class="edge" border-width="1px" border-color="#dfe2ea" padding="8px 0 20px" />
        <mj-text font-size="13px" color="#4b5263" padding="0 0 4px" css-class="quiet">{{fallback}}</mj-text>
        <mj-text font-size="13px" color="#4b5263" css-class="address"><a href="{{url}}" dir="ltr" style="${address}">{{url}}</a></mj-text>`,
  )
