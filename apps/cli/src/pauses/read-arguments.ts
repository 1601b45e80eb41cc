import { momentToCome } from '@passlink/runtime'
import { type PauseEnd, type PauseScope, pauseReason, pauseScope } from '@passlink/store'
import { parseOptions, UsageError, unknownCommand } from '../usage-error.ts'

export const usage = `usage: npm run pauses -- list [--json]
       npm run pauses -- set SCOPE --reason TEXT [--until TIME]
       npm run pauses -- end SCOPE

  SCOPE     mail, webhook, relay:HOST:PORT or organization:ID (its mails)
  --reason  shown wherever the pause is: one line of 200 characters at most
  --until   2026-01-31T12:00:00Z, or so long from now: 90s, 2h, 1d; without it until it is ended
  --json    for programs: a line of JSON for each

  Setting a pause that there is gives it another reason and end.`

/** The parsed command line. */
export type Arguments =
  | { command: 'list'; json: boolean }
  | { command: 'set'; scope: PauseScope; reason: string; end: PauseEnd }
  | { command: 'end'; scope: PauseScope }

const options = {
  list: { json: { type: 'boolean' } },
  set: { reason: { type: 'string' }, until: { type: 'string' } },
  end: {},
} as const

/** Parses the command line. Throws {@link UsageError}. */
export function readArguments([command, ...args]: string[]): Arguments {
  switch (command) {
    case 'list': {
      const { values, positionals } = parseOptions(args, options.list)
      if (positionals.length > 0) throw new UsageError('list takes no scope')
      return { command, json: values.json === true }
    }
    case 'set': {
      const { values, positionals } = parseOptions(args, options.set)
      const scope = toScope(command, positionals)
      if (values.reason === undefined) throw new UsageError('set needs a --reason')
      return { command, scope, reason: toReason(values.reason), end: toEnd(values.until) }
    }
    case 'end':
      return { command, scope: toScope(command, parseOptions(args, options.end).positionals) }
    default:
      throw unknownCommand(command)
  }
}

function toScope(command: string, [text, ...more]: string[]): PauseScope {
  if (text === undefined || more.length > 0) throw new UsageError(`${command} takes one scope`)
  const scope = pauseScope.safeParse(text)
  if (!scope.success) throw new UsageError(`the scope ${scope.error.issues[0]?.message}`)
  return scope.data
}

function toReason(text: string): string {
  const reason = pauseReason.safeParse(text)
  if (!reason.success) throw new UsageError(`--reason ${reason.error.issues[0]?.message}`)
  return reason.data
}

function toEnd(text: string | undefined): PauseEnd {
  if (text === undefined) return null
  const end = momentToCome.safeParse(text)
  if (!end.success) throw new UsageError(`--until ${end.error.issues[0]?.message}`)
  return end.data
}
