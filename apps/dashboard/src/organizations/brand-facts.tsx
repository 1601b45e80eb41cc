import { readBrand, type StoredOrganization } from '@passlink/store'
import type { Fact } from '../frame/facts.tsx'

/** What an organization has of its own in its mails and on its pages, and what of it is not valid any more. */
export function brandFacts({ logo, brand: stored, texts }: StoredOrganization): Fact[] {
  const { brand, problems } = readBrand(stored)
  const { colors, sender, replyTo, signInUrl, accountUrl, supportUrl } = brand
  return [
    ['Logo', logo && <img class="logo" src={logo} alt="" />],
    ['Colour', colors && <Color value={colors.accent} />],
    ['Colour in the dark', colors?.accentDark && <Color value={colors.accentDark} />],
    ['Sender', sender && `${sender.name ? `${sender.name} ` : ''}<${sender.address}>`],
    ['Replies to', replyTo],
    ['Signs in at', signInUrl],
    ['Accounts at', accountUrl],
    ['Help at', supportUrl],
    ['Own texts', Object.keys(texts).sort().join(', ')],
    ['Not valid, so ours', problems.length > 0 && <span class="problem">{problems.join('; ')}</span>],
  ]
}

// The security policy allows no style in a page, but an attribute of SVG is none.
function Color({ value }: { value: string }) {
  return (
    <>
      <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
        <rect width="1" height="1" fill={value} />
      </svg>{' '}
      <code>{value}</code>
    </>
  )
}
