export const apis = ['api-1', 'api-2'] as const
export const workers = ['worker-1', 'worker-2', 'worker-3'] as const
export type AppName = (typeof apis)[number] | (typeof workers)[number]

/** What a fault breaks; no other fault breaks it at the same time. */
export type Target = AppName | 'redis' | 'postgres' | 'relay-1' | 'relay-2'

export const isApp = (target: Target): target is AppName =>
  [...apis, ...workers].some(name => name === target)

/** Where in the conversation a relay misbehaves. `kept` or `not kept`: whether the mail is then in the mailbox. */
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

/** How: `cut` closes the connection, `silent` is silent and then closes, `slow` is silent and then proceeds; else a reply code. */
export type Manner = 'cut' | 'silent' | 'slow' | '421' | '451'

type ProcessFault = `${'api' | 'worker'} ${'killed' | 'frozen' | 'terminated'}`
type RedisFault = `redis ${'killed' | 'emptied' | 'frozen' | 'connections cut'}`
type PostgresFault = `postgres ${'restarted' | 'crashed' | 'frozen' | 'connections cut'}`
type RelayFault = `relay at ${Stage}` | 'relays away'
export type FaultKind = ProcessFault | RedisFault | PostgresFault | RelayFault

/** What breaks, when after the start, and for how long until it is undone; undoing it takes additional time. */
export type Fault = {
  atMs: number
  kind: FaultKind
  targets: readonly [Target, ...Target[]]
  lastsMs: number
  /** For faults of a relay. */
  manner: Manner | null
}
