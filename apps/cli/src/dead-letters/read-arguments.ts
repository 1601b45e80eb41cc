import type { ParseArgsConfig } from 'node:util'
import { momentAsOf, setting } from '@passlink/runtime'
import {
  type ChangeName,
  type DeadLetterFilter,
  deliveryId,
  filterFields,
  filterOutcomes,
  filterTexts,
  readDeadLetterFilter,
} from '@passlink/store'
import { parseOptions, UsageError, unknownCommand } from '../usage-error.ts'

export const usage = `usage: npm run dead-letters -- list [FILTER...] [--limit N] [--json]
       npm run dead-letters -- show ID [--json]
       npm run dead-letters -- redrive ID... | FILTER... | --all [--yes]
       npm run dead-letters -- discard ID... | FILTER... | --all [--yes]
       npm run dead-letters -- hold [--until TIME] [--yes]

  FILTER   --organization ID, --user ID, --relay HOST:PORT and --reason TEXT (anywhere in it),
           --outcome ${filterOutcomes.join('|')} (relay and outcome of the last attempt),
           --since TIME, --until TIME (when it died: 2026-01-31T12:00:00Z, or so long ago: 90m, 1h, 7d)
  --all    all dead letters
  --limit  how many at most, the newest first (50)
  --json   for programs: a line of JSON for each
  --yes    do not ask

  hold is for a database restored from a backup, before its apps start: mails that it has as open may have been sent since.
  They become dead letters; --until leaves those that were recorded later, where apps have started already.`

/** The parsed command line. */
export type Arguments =
  | { command: 'list'; filter: DeadLetterFilter; limit: number; json: boolean }
  | { command: 'show'; id: string; json: boolean }
  | { command: ChangeName; ids: string[] }
  | { command: ChangeName; filter: DeadLetterFilter; yes: boolean }
  | { command: 'hold'; until: string | undefined; yes: boolean }

type Options = NonNullable<ParseArgsConfig['options']>

const filterOptions: Options = Object.fromEntries(filterFields.map(name => [name, { type: 'string' }]))
const changeOptions: Options = { ...filterOptions, all: { type: 'boolean' }, yes: { type: 'boolean' } }

const options = {
  list: { ...filterOptions, limit: { type: 'string' }, json: { type: 'boolean' } },
  show: { json: { type: 'boolean' } },
  redrive: changeOptions,
  discard: changeOptions,
  hold: { until: { type: 'string' }, yes: { type: 'boolean' } },
} satisfies Record<Arguments['command'], Options>

type Values = Record<string, string | boolean | undefined>

/** Parses the command line; relative times count from `now` (Unix milliseconds). Throws {@link UsageError}. */
export function readArguments([command, ...args]: string[], now: number): Arguments {
  switch (command) {
    case 'list': {
      const { values, positionals } = parse(command, args)
      if (positionals.length > 0) throw new UsageError('list takes no ids')
      return {
        command,
        filter: toFilter(values, now),
        limit: toLimit(values.limit),
        json: values.json === true,
      }
    }
    case 'show': {
      const { values, positionals } = parse(command, args)
      const [id, ...more] = toIds(positionals)
      if (!id || more.length > 0) throw new UsageError('show takes one id')
      return { command, id, json: values.json === true }
    }
    case 'redrive':
    case 'discard':
      return readChange(command, args, now)
    case 'hold': {
      const { values, positionals } = parse(command, args)
      if (positionals.length > 0) throw new UsageError('hold takes no ids')
      const { yes, ...texts } = values
      return { command, until: toFilter(texts, now).until, yes: yes === true }
    }
    default:
      throw unknownCommand(command)
  }
}

function readChange(command: ChangeName, args: string[], now: number): Arguments {
  const { values, positionals } = parse(command, args)
  const { all, yes, ...texts } = values
  const selections = [positionals.length > 0, Object.keys(texts).length > 0, all === true].filter(Boolean)
  if (selections.length === 0) throw new UsageError(`${command} what? ids, a filter, or --all`)
  if (selections.length > 1)
    throw new UsageError(`${command} takes ids, a filter or --all, and one of them only`)
  if (positionals.length > 0) return { command, ids: toIds(positionals) }
  return { command, filter: toFilter(texts, now), yes: yes === true }
}

function parse(command: keyof typeof options, args: string[]): { values: Values; positionals: string[] } {
  const config: Options = options[command]
  // If an option is repeated, the last one counts: parseArgs returns no arrays here.
  const { values, positionals } = parseOptions(args, config)
  return { values: values as Values, positionals }
}

function toFilter(values: Values, now: number): DeadLetterFilter {
  const given = filterFields.filter(name => values[name] !== undefined)
  const texts = filterTexts(Object.fromEntries(given.map(name => [name, String(values[name])])))
  const empty = given.find(name => texts[name] === undefined)
  if (empty) throw new UsageError(`--${empty} says nothing`)
  const result = readDeadLetterFilter(texts, momentAsOf(now))
  if ('filter' in result) return result.filter
  const [name, problem] = Object.entries(result.problems)[0] ?? []
  throw new UsageError(`--${name} ${problem}`)
}

function toIds(args: string[]): string[] {
  return args.map(arg => {
    const id = deliveryId.safeParse(arg)
    if (!id.success) throw new UsageError(`"${arg}" is no delivery id`)
    return id.data
  })
}

function toLimit(value: string | boolean | undefined): number {
  const limit = setting.count(1, 1_000_000).safeParse(value ?? '50')
  if (!limit.success) throw new UsageError(`--limit ${limit.error.issues[0]?.message}`)
  return limit.data
}
