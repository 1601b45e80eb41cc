import { deadLetterTexts } from '@passlink/messages'
import type { DeadLetter } from '@passlink/store'
import { html } from 'hono/html'
import { outcomeBadge } from './badges.ts'
import { moment } from './moment.ts'

/** A dead letter in the list, with a checkbox and a link to its delivery. */
export function deadLetterItem(letter: DeadLetter) {
  const { deliveryId, organizationId, userId, kind, deadAt, reason, attempts, outcome, relay, linkState } =
    letter
  const lastOutcome = attempts === 0 ? 'none' : outcome
  const label = `delivery ${deliveryId} of ${userId}`
  return html`
          <li>
            <label class="tick"><input type="checkbox" name="id" value="${deliveryId}" aria-label="Select ${label}"></label>
            <div class="letter">
              <a class="reason" href="/dead-letters/${deliveryId}">${reason}</a>
              <p class="quiet">
                <span class="who">${userId}</span> of <span class="who">${organizationId}</span>
                · ${deadLetterTexts.counted(attempts, 'attempt')}${relay && ` · ${relay}`}
                ${kind !== 'link' && html`· ${kind}`}
                ${kind === 'link' && ['redeemed', 'revoked'].includes(linkState) && html`· link ${linkState}`}
              </p>
            </div>
            <p class="when">${lastOutcome && outcomeBadge(lastOutcome)} ${moment(deadAt)}</p>
          </li>`
}
