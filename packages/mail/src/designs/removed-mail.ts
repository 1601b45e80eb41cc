import { layoutMjml, linkMjml, quietButtonMjml } from './layout.ts'

/** The MJML of the mail that notifies a user of a removed passkey. */
export const removedMailMjml = layoutMjml(`
        <mj-text>{{greeting}}</mj-text>
        <mj-text>{{text}}</mj-text>
        <mj-text>{{wasYou}}</mj-text>
        <mj-text font-weight="600">{{notYou}}</mj-text>
        <mj-raw>{{#accountUrl}}</mj-raw>
        ${quietButtonMjml('{{accountUrl}}', '{{account}}')}
        <mj-raw>{{/accountUrl}}{{#supportUrl}}</mj-raw>
        ${linkMjml('{{supportUrl}}', '{{support}}')}
        <mj-raw>{{/supportUrl}}</mj-raw>`)
