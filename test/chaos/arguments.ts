import { parseArgs } from 'node:util'
import { type Backend, backends } from './backend.ts'

/** The options of a run. The seed determines the faults. */
export type Arguments = {
  backends: readonly Backend[]
  seed: number
  requests: number
  faults: number
  /** Keep the logs and facts even if no promise was broken. */
  keep: boolean
}

const long = { requests: 30_000, faults: 200 }
const short = { requests: 4_000, faults: 40 }

/** Throws if an argument is unknown or not a number. `drawnSeed` is the default of the seed, below 2^31. */
export function readArguments(args: string[], drawnSeed: number): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      backend: { type: 'string' },
      seed: { type: 'string' },
      requests: { type: 'string' },
      faults: { type: 'string' },
    },
  })
  const size = values.short ? short : long
  const backend = backends.find(each => each === values.backend)
  if (values.backend && !backend) throw new Error(`--backend must be one of ${backends.join(', ')}`)
  return {
    backends: backend ? [backend] : backends,
    seed: wholeNumber('--seed', values.seed) ?? drawnSeed,
    requests: wholeNumber('--requests', values.requests) ?? size.requests,
    faults: wholeNumber('--faults', values.faults) ?? size.faults,
    keep: values.keep,
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name} must be a whole number`)
  return Number(text)
}
