import { maySeeAddresses, type Operator } from '../access/operator.ts'
import { maskAddress } from './mask-address.ts'

/** `back` is the path of the page on which the address is. */
type Props = { operator: Operator; address: string; userId: string; back: string }

/** A person's address, masked, with a button that shows it to whoever may see it. Each such look is in the audit. */
export function MaskedAddress({ operator, address, userId, back }: Props) {
  if (!maySeeAddresses(operator)) return <>{maskAddress(address)}</>
  return (
    <form class="masked" method="post" action="/addresses/show">
      <span>{maskAddress(address)}</span>
      <input type="hidden" name="user" value={userId} />
      <input type="hidden" name="back" value={back} />
      <button type="submit" class="small" aria-label={`Show the address of ${userId}`}>
        Show
      </button>
    </form>
  )
}
