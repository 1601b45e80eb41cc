import { buttonMjml, detailsMjml, layoutMjml, linkMjml, quietButtonMjml } from './layout.ts'

/** The MJML of the mail that notifies a user of a new passkey. */
export const addedMailMjml = layoutMjml(`
        <mj-text>{{greeting}}</mj-text>
        <mj-text>{{text}}</mj-text>
        <mj-raw>{{#details}}</mj-raw>
        ${detailsMjml('{{#browser}}<br />{{browser}}{{/browser}}{{#location}}<br />{{location}}{{/location}}')}
        <mj-raw>{{/details}}</mj-raw>
        <mj-text>{{wasYou}}</mj-text>
        <mj-raw>{{#undoUrl}}</mj-raw>
        <mj-text font-weight="600">{{notYouUndo}}</mj-text>
        ${buttonMjml('{{undoUrl}}', '{{undo}}')}
        <mj-text font-size="14px" color="#4b5263" css-class="quiet">{{undoExpiry}}</mj-text>
        <mj-raw>{{/undoUrl}}{{^undoUrl}}</mj-raw>
        <mj-text font-weight="600">{{notYou}}</mj-text>
        <mj-raw>{{/undoUrl}}{{#accountUrl}}</mj-raw>
        ${quietButtonMjml('{{accountUrl}}', '{{account}}')}
        <mj-raw>{{/accountUrl}}{{#supportUrl}}</mj-raw>
        ${linkMjml('{{supportUrl}}', '{{support}}')}
        <mj-raw>{{/supportUrl}}</mj-raw>`)
