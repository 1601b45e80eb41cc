import { SettingsError } from '../settings.ts'

/** The standard variables of OpenTelemetry that are settings of every app, as text. */
export type TracingSettings = Partial<Record<TracingVariable, string | undefined>>

export const tracingVariables = [
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
] as const

export type TracingVariable = (typeof tracingVariables)[number]

const protocols = ['http/protobuf', 'http/json'] as const
const samplers = ['always_on', 'always_off', 'traceidratio'] as const

/** Where spans are sent, and of which traces. `ratio` is the share of the traces, 0 to 1, that begin here. */
export type TraceSettings = {
  url: string
  protocol: (typeof protocols)[number]
  sampler: (typeof samplers)[number]
  /** Whether the caller's decision about a trace that it began holds here too. */
  isParentBased: boolean
  ratio: number
  /** Not decoded yet. */
  headers: string
  resource: string
  service: string | undefined
}

/**
 * Reads what the variables of OpenTelemetry ask for; undefined if they ask for no traces: without an endpoint, with
 * `OTEL_SDK_DISABLED=true` and with `OTEL_TRACES_EXPORTER=none`. Throws {@link SettingsError} for what cannot be done.
 */
export function readTraceSettings(given: TracingSettings): TraceSettings | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = given
  const exporter = given.OTEL_TRACES_EXPORTER?.trim() ?? 'otlp'
  if (!(own ?? base) || given.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none')
    return undefined
  const problems: string[] = []

  function choose<Value extends string>(name: TracingVariable, text: string, values: readonly Value[]) {
    const value = values.find(value => value === text)
    if (value === undefined)
      problems.push(`${name}: must be ${values.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`)
    return value as Value
  }

  choose('OTEL_TRACES_EXPORTER', exporter, ['otlp', 'none'])
  const ownProtocol = given.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL
  const protocol = choose(
    ownProtocol ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL' : 'OTEL_EXPORTER_OTLP_PROTOCOL',
    ownProtocol ?? given.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf',
    protocols,
  )
  const sampled = given.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on'
  const [prefix] = /^parentbased_/.exec(sampled) ?? ['']
  const sampler = choose('OTEL_TRACES_SAMPLER', sampled, [
    ...samplers,
    ...samplers.map(name => `parentbased_${name}` as const),
  ])?.slice(prefix.length) as TraceSettings['sampler']
  const ratio = Number(given.OTEL_TRACES_SAMPLER_ARG ?? 1)
  if (sampler === 'traceidratio' && !(ratio >= 0 && ratio <= 1))
    problems.push('OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1')
  // The path is added to the endpoint of all signals only.
  const url = own ?? `${base?.replace(/\/$/, '')}/v1/traces`
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    problems.push(
      `OTEL_EXPORTER_OTLP_${own ? 'TRACES_' : ''}ENDPOINT: must be a URL starting with http:// or https://`,
    )
  for (const name of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_RESOURCE_ATTRIBUTES'] as const)
    if (!arePairs(given[name] ?? ''))
      problems.push(`${name}: must be name=value pairs, separated by commas and percent-encoded`)
  if (problems.length > 0) throw new SettingsError(problems)
  return {
    url,
    protocol,
    sampler,
    isParentBased: prefix !== '',
    ratio,
    headers: given.OTEL_EXPORTER_OTLP_HEADERS ?? '',
    resource: given.OTEL_RESOURCE_ATTRIBUTES ?? '',
    service: given.OTEL_SERVICE_NAME,
  }
}

// The exporter leaves out what it cannot read, and reads no further than a semicolon.
function arePairs(text: string): boolean {
  const pairs = text.split(',').filter(pair => pair.trim() !== '')
  return pairs.every(pair => /^\s*[^\s=;][^=;]*=\s*[^\s;][^;]*$/.test(pair) && isPercentEncoded(pair))
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
