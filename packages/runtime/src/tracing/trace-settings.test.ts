import { describe, expect, test } from 'vitest'
import { SettingsError } from '../settings.ts'
import { readTraceSettings, type TracingSettings } from './trace-settings.ts'

const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
const urlOf = (given: TracingSettings) => readTraceSettings(given)?.url

test('nothing is traced without an endpoint, and where it is turned off', () => {
  for (const given of [
    {},
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_SERVICE_NAME: 'api' },
    { ...base, OTEL_SDK_DISABLED: 'TRUE' },
    { ...base, OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_TRACES_SAMPLER: 'nonsense' },
  ])
    expect(readTraceSettings(given)).toBeUndefined()
  expect(readTraceSettings({ ...base, OTEL_SDK_DISABLED: 'false' })).toBeDefined()
})

test('the path is added to the endpoint of all signals, and that of traces is used as it is', () => {
  expect(urlOf(base)).toBe('http://collector:4318/v1/traces')
  expect(urlOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector/otlp/' })).toBe(
    'https://collector/otlp/v1/traces',
  )
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/own' }
  expect(urlOf({ ...base, ...own })).toBe('http://traces:4318/own')
})

test('the protocol of traces comes before that of all signals', () => {
  const all = { ...base, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }
  expect(readTraceSettings(base)?.protocol).toBe('http/protobuf')
  expect(readTraceSettings(all)?.protocol).toBe('http/json')
  const own = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }
  expect(readTraceSettings({ ...all, ...own })?.protocol).toBe('http/protobuf')
})

test('traces are sampled as the caller decided, unless the sampler says otherwise', () => {
  const sampling = (sampler?: string, ratio?: string) => {
    const given = { ...base, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: ratio }
    const settings = readTraceSettings(given)
    return [settings?.sampler, settings?.isParentBased, settings?.ratio]
  }
  expect(sampling()).toEqual(['always_on', true, 1])
  expect(sampling('always_off')).toEqual(['always_off', false, 1])
  expect(sampling('parentbased_traceidratio', '0.25')).toEqual(['traceidratio', true, 0.25])
})

describe('what cannot be done is a problem of its variable', () => {
  test.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_EXPORTER', 'console'],
    ['OTEL_TRACES_SAMPLER', 'parentbased_jaeger_remote'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'ftp://s3cret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key=100%'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key: secret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1,b=2;c'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1, =2'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'region'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'region= '],
  ])('%s=%s', (name, value) => {
    expect(problemsOf({ ...base, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: must be `)),
    ])
  })

  test('a ratio that is none', () => {
    for (const ratio of ['2', '-1', 'half'])
      expect(
        problemsOf({ ...base, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio }),
      ).toEqual(['OTEL_TRACES_SAMPLER_ARG: must be a number from 0 to 1'])
  })
})

test('headers and attributes are pairs, whose values may have equals signs', () => {
  const given = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi==, x-tenant=a,' }
  expect(readTraceSettings({ ...base, ...given })?.headers).toBe(given.OTEL_EXPORTER_OTLP_HEADERS)
})

function problemsOf(given: TracingSettings): string[] {
  try {
    readTraceSettings(given)
  } catch (error) {
    if (error instanceof SettingsError) return error.problems
  }
  return []
}
