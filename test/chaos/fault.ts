export const apis = ['api-1', 'api-2'] as const
export const workers = ['worker-1', 'worker-2', 'worker-3'] as const
export type AppName = (typeof apis)[number] | (typeof workers)[number]

/** What a fault has for itself while it lasts. */
export type Target = AppName | 'redis' | 'postgres' | 'relay-1' | 'relay-2'

export const isApp = (target: Target): target is AppName =>
  [...apis, ...workers].some(name => name === target)

/** Where in the conversation a relay is troubled; a mail `after the dot, kept` is in the mailbox, `not kept` is not. */
export const stages = [
  'greeting',
  'ehlo',
  'mail',
  'rcpt',
  'data',
  'content',
  'after the dot, not kept',
  'after the dot, kept',
  'quit',
] as const
export type Stage = (typeof stages)[number]

/** How: cut off, silent and then cut off, silent and then as usual, or a reply with this code. */
export type Manner = 'cut' | 'silent' | 'slow' | '421' | '451'

type ProcessFault = `${'api' | 'worker'} ${'killed' | 'frozen' | 'terminated'}`
type RedisFault = `redis ${'killed' | 'emptied' | 'frozen' | 'connections cut'}`
type PostgresFault = `postgres ${'restarted' | 'crashed' | 'frozen' | 'connections cut'}`
type RelayFault = `relay at ${Stage}` | 'relays away'
export type FaultKind = ProcessFault | RedisFault | PostgresFault | RelayFault

/** What breaks, when after the start, and for how long until it is undone; undoing it takes its own time. */
export type Fault = {
  atMs: number
  kind: FaultKind
  targets: readonly [Target, ...Target[]]
  lastsMs: number
  /** For faults of a relay. */
  manner: Manner | null
}
