import { type Direction, layoutMjml } from './layout.ts'

/** The MJML of the mail that notifies a user of a new passkey. */
export const addedMailMjml = (direction: Direction) =>
  layoutMjml(
    direction,
    `
        <mj-text>{{greeting}}</mj-text>
        <mj-text>{{text}}</mj-text>
        <mj-text>{{wasYou}}</mj-text>
        <mj-text font-weight="600">{{notYou}}</mj-text>`,
  )
