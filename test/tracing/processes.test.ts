import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { type AppName, appNames, runAppProcess } from '../app-process.ts'
import { eventually } from '../eventually.ts'
import { askForLink, createPasslink, type Passlink } from '../passlink.ts'
import { freePort } from '../servers/free-port.ts'
import { startTraceReceiver, type TraceReceiver } from '../servers/trace-receiver.ts'

let passlink: Passlink
let receiver: TraceReceiver
beforeAll(async () => {
  ;[passlink, receiver] = await Promise.all([createPasslink('postgres'), startTraceReceiver()])
})
afterAll(async () => {
  await passlink?.stop()
  await receiver?.stop()
})

// Writes the URL of every imported module, also of those that are imported later.
const hooks = `
import { writeSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  writeSync(1, resolved.url + '\\n')
  return resolved
}`
const moduleOf = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`
const printModules = moduleOf(
  `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(hooks))})`,
)

/** Starts an app as operators do, and stops it once it listens. Resolves to its output, in which every module it loaded is. */
async function startAndStop(app: AppName, variables: Record<string, string>) {
  const nodeArguments = ['--import', printModules]
  const running = runAppProcess(app, { ...passlink.environment, ...variables }, { nodeArguments })
  await running.listening
  running.kill('SIGTERM')
  return running.ended
}

const bundleOf = (name: string) => join(inject('programsFolder'), `${name}.mjs`)

test.each(appNames)(
  '%s loads what traces, which its bundle has none of, where an endpoint is set',
  async app => {
    const { code, stdout } = await startAndStop(app, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    expect(code).toBe(0)
    expect(stdout).toContain(pathToFileURL(bundleOf('tracing')).href)
    expect(await readFile(bundleOf(app), 'utf8')).not.toContain('OTLPTraceExporter')
    expect(await readFile(bundleOf('tracing'), 'utf8')).toContain('OTLPTraceExporter')
  },
)

test('nothing that traces is loaded without an endpoint', async () => {
  const { code, stdout } = await startAndStop('api', {})
  expect(code).toBe(0)
  expect(stdout).toContain('node:http')
  expect(stdout).not.toMatch(/tracing\.mjs|opentelemetry/)
})

test('by the standard variables spans are sent as protobuf, with the headers, the name and the attributes that they say', async () => {
  const before = receiver.bodies.length
  const app = runAppProcess('api', {
    ...passlink.environment,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own`,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret%20key',
    OTEL_SERVICE_NAME: 'mail-links',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tried%20out',
  })
  const port = await app.listening
  const answer = await askForLink({ port }, await passlink.issuer.token('alice'))
  expect(answer.status).toBe(200)
  app.kill('SIGTERM')
  expect((await app.ended).code).toBe(0)
  const exported = Buffer.concat(receiver.bodies.slice(before)).toString('latin1')
  for (const text of ['mail-links', 'tried out', 'POST /users/me/passwordless/_send_link'])
    expect(exported).toContain(text)
  expect(exported).not.toMatch(/alice|s3cret/)
  expect(receiver.headers.at(-1)).toMatchObject({
    'api-key': 's3cret key',
    'content-type': 'application/x-protobuf',
  })
  expect(app.output()).toMatch(/"trace_id":"[0-9a-f]{32}","call":"SendMyPasswordlessLink"/)
  expect(app.output()).not.toContain('s3cret')
})

/** Makes three calls to an api that exports to `url` at once. Resolves to it once they are answered. */
async function callTracedTo(url: string, limits: Record<string, string>) {
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '10' }
  const app = runAppProcess('api', { ...passlink.environment, ...tracing, ...limits })
  const port = await app.listening
  const token = await passlink.issuer.token('alice')
  for (const _ of [1, 2, 3]) expect((await askForLink({ port }, token)).status).toBe(200)
  return app
}

test('while the receiver of traces is away, calls are answered and the log says once that spans are lost', async () => {
  const away = `http://127.0.0.1:${await freePort()}`
  const app = await callTracedTo(away, { OTEL_EXPORTER_OTLP_TIMEOUT: '100' })
  const lost = /traces are not exported/g
  await eventually(() => expect(app.output()).toMatch(lost))
  app.kill('SIGTERM')
  expect((await app.ended).code).toBe(0)
  expect(app.output().match(lost)).toHaveLength(1)
})

test('while the receiver of traces is silent, calls are answered and the app does not wait for it to stop', async () => {
  const silent = await startTraceReceiver({ silent: true })
  onTestFinished(silent.stop)
  // An app that waited would end with 1 when STOP_TIMEOUT is over.
  const app = await callTracedTo(silent.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '60000', STOP_TIMEOUT: '5s' })
  await eventually(() => expect(silent.bodies.length).toBeGreaterThan(0))
  app.kill('SIGTERM')
  const { code, stdout } = await app.ended
  expect(code).toBe(0)
  expect(stdout).toContain('"msg":"stopped"')
})

test('an app that is to trace in a way that it cannot names the variables and does not start', async () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'jaeger_remote',
  }
  const { code, stderr } = await runAppProcess('api', { ...passlink.environment, ...variables }).ended
  expect(code).toBe(1)
  expect(stderr.trim().split('\n').slice(1)).toEqual([
    '  OTEL_EXPORTER_OTLP_PROTOCOL: must be http/protobuf or http/json',
    '  OTEL_TRACES_SAMPLER: must be always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio',
  ])
})
