import { parseArgs } from 'node:util'
import { type Amounts, quick as quickAmounts, whole } from './amounts.ts'
import { type Topic, topics } from './results/sample.ts'

export const backends = ['redis', 'postgres'] as const
export type Backend = (typeof backends)[number]

/** What a run measures, how often, and by which command. */
export type Plan = {
  amounts: Amounts
  topics: readonly Topic[]
  backends: readonly Backend[]
  rounds: number
  /** Explain every statement with so many links instead of measuring; null: measure. */
  explain: { links: number } | null
  /** Simulate sites, and measure small ones beside. */
  simulate: boolean
  command: string
}

/** How many links `--explain` fills a database with. */
export const explainedLinks = 10_000_000

const quickTopics = ['record', 'api', 'worker', 'drain'] as const

export const usage = `npm run bench -- [--quick] [--only ${topics.join(',')}] [--backend ${backends.join('|')}] [--rounds N]
   or: npm run bench -- --explain [--links N]
   or: npm run bench -- --simulate [--rounds N]`

/**
 * Reads what a run is asked to be: everything, or the `--quick` subset with the queue in Redis, `--explain` or `--simulate`. Throws with a sentence where an
 * argument is not known or makes no sense.
 */
export function readArguments(args: string[]): Plan {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      backend: { type: 'string' },
      rounds: { type: 'string' },
      explain: { type: 'boolean', default: false },
      links: { type: 'string' },
      simulate: { type: 'boolean', default: false },
    },
  })
  const { quick, only, backend, rounds, explain, links, simulate } = values
  if (explain && (quick || only !== undefined || backend !== undefined || rounds !== undefined))
    throw new Error('--explain takes --links and nothing else')
  if (simulate && (explain || quick || only !== undefined || backend !== undefined))
    throw new Error('--simulate takes --rounds and nothing else')
  if (links !== undefined && !explain) throw new Error('--links goes with --explain')
  return {
    amounts: quick ? quickAmounts : whole,
    topics: only === undefined ? (quick ? quickTopics : topics) : topicsIn(only),
    backends: backend === undefined ? (quick ? ['redis'] : backends) : [backendNamed(backend)],
    rounds: rounds === undefined ? (quick ? 2 : 5) : roundsIn(rounds),
    explain: explain ? { links: links === undefined ? explainedLinks : linksIn(links) } : null,
    simulate,
    command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  }
}

function linksIn(text: string): number {
  const links = Number(text)
  if (!/^[1-9]\d*$/.test(text) || links < 20_000 || links > 100_000_000)
    throw new Error('--links must be a whole number from 20000 to 100000000')
  return links
}

function topicsIn(text: string): Topic[] {
  const asked = text.split(',').map(name => name.trim())
  const unknown = asked.find(name => !topics.some(topic => topic === name))
  if (unknown !== undefined)
    throw new Error(`--only does not know "${unknown}": it takes ${topics.join(', ')}, comma-separated`)
  return topics.filter(topic => asked.includes(topic))
}

function backendNamed(text: string): Backend {
  const backend = backends.find(name => name === text)
  if (!backend) throw new Error(`--backend must be one of ${backends.join(', ')}`)
  return backend
}

function roundsIn(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new Error('--rounds must be a whole number from 1 to 99')
  return Number(text)
}
