/** The relays in their order, beginning with the one after `deferredBy`, so that this one is the last. */
export function startAfter<Relay extends { name: string }>(
  relays: readonly [Relay, ...Relay[]],
  deferredBy: string | null,
): [Relay, ...Relay[]] {
  const after = relays.findIndex(({ name }) => name === deferredBy) + 1
  return [...relays.slice(after), ...relays.slice(0, after)] as [Relay, ...Relay[]]
}
