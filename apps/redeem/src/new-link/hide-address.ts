/**
 * An address that its owner recognizes and that nobody else can use: `a…@a….example`. Whoever has an old link may have
 * an old mailbox.
 */
export function hideAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  const dot = domain.lastIndexOf('.')
  const ending = dot > 0 ? domain.slice(dot) : ''
  return `${firstOf(local)}…@${firstOf(domain)}…${ending}`
}

const firstOf = (text: string) => [...text][0] ?? ''
