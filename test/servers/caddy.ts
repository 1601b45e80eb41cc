import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { connect } from 'node:tls'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'

const hint = 'Provide it with: sudo apt-get install -y --no-install-recommends caddy'

/** The path of `caddy`, if it is installed. Warns if it is not, or throws in CI. */
export function findCaddy(): string | undefined {
  const binary = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'caddy'))
    .find(existsSync)
  if (binary) return binary
  if (process.env.CI) throw new Error(`no caddy. ${hint}`)
  console.warn(`\n  SKIPPED: the Caddyfile, because there is no caddy. ${hint}\n`)
  return undefined
}

/** Takes https with certificates of its own authority, `ca`, for names that end in `.localhost`. */
export type Caddy = { port: number; httpPort: number; ca: string; stop: () => Promise<void> }

/** A Caddy of its own on this machine that serves `sites`, a Caddyfile without global options; `{port}` in the environment is its port. */
export async function startCaddy(
  binary: string,
  sites: string,
  environment: Record<string, string>,
): Promise<Caddy> {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-caddy-'))
  const [port, httpPort] = [await freePort(), await freePort()]
  const options = [
    'admin off',
    'skip_install_trust',
    'auto_https disable_redirects',
    'default_bind 127.0.0.1',
    `http_port ${httpPort}`,
    `storage file_system ${folder}`,
  ]
  const config = join(folder, 'Caddyfile')
  await writeFile(config, `{\n${options.join('\n')}\n}\n${sites}`)
  const filled = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace('{port}', `${port}`),
  ])
  const child = spawn(binary, ['run', '--adapter', 'caddyfile', '--config', config], {
    env: { HOME: folder, ...Object.fromEntries(filled) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const stop = async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  const ca = await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`caddy ended: ${log}`)
    if (!log.includes('serving initial configuration')) throw new Error(`caddy has not started: ${log}`)
    return readFile(join(folder, 'pki/authorities/local/root.crt'), 'utf8')
  }, 20_000)
  const names = Object.values(environment).filter(origin => origin.startsWith('https:'))
  // It makes the certificates after it has begun to serve.
  for (const origin of names)
    await eventually(() => shakeHands(port, new URL(origin.replace('{port}', '')).hostname, ca), 20_000)
  return { port, httpPort, ca, stop }
}

async function shakeHands(port: number, servername: string, ca: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, servername, ca })
  await once(socket, 'secureConnect').finally(() => socket.destroy())
}
