export const apis = ['api-1', 'api-2'] as const
export const workers = ['worker-1', 'worker-2', 'worker-3'] as const
export type AppName = (typeof apis)[number] | (typeof workers)[number]

/** What a fault breaks; no other fault breaks it at the same time. */
export type Target = AppName | 'redis' | 'postgres' | 'queue' | 'endpoint' | 'relay-1' | 'relay-2'

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

/**
 * How: `cut` closes the connection, `silent` is silent and then closes, `slow` is silent and then proceeds, `mute` is silent
 * until the sender closes; else a reply code.
 */
export type Manner = 'cut' | 'silent' | 'slow' | 'mute' | '421' | '451'

type ProcessFault =
  `${'api' | 'worker'} ${'killed' | 'frozen' | 'terminated' | 'log unread' | 'clock jumped'}`
type ServerFault = 'frozen' | 'connections cut' | 'connections silent'
type RedisFault = `redis ${'killed' | 'emptied' | 'demoted' | 'full' | ServerFault}`
type PostgresFault = `postgres ${'restarted' | 'crashed' | 'read-only' | 'rows locked' | ServerFault}`
type RelayFault = `relay at ${Stage}` | 'relay defers everything' | 'relay limits connections' | 'relays away'
export type FaultKind =
  | ProcessFault
  | RedisFault
  | PostgresFault
  | RelayFault
  | 'queue paused'
  | 'webhook endpoint dead'

/** What breaks, when after the start, and for how long until it is undone; undoing it takes additional time. */
export type Fault = {
  atMs: number
  kind: FaultKind
  targets: readonly [Target, ...Target[]]
  lastsMs: number
  /** For faults of a relay. */
  manner: Manner | null
}

/** Whether mail may wait because of the fault: nothing is left that could take over. */
export function stopsMail({ kind, targets }: Pick<Fault, 'kind' | 'targets'>): boolean {
  if (isApp(targets[0]) || kind === 'postgres rows locked' || kind === 'webhook endpoint dead') return false
  return targets.filter(target => target.startsWith('relay-')).length !== 1
}

// What Postgres' sessions may take before they are replaced; Redis' are sooner.
const silenceMs = 16_000

/** How long a fault that is over may go unnoticed: a connection that is silent tells nobody. */
export const unnoticedMs = ({ kind }: Pick<Fault, 'kind'>): number =>
  kind.endsWith('connections silent') ? silenceMs : 0
