import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'

export const postfixHint =
  'Provide one with: sudo apt-get install -y postfix (it is run as root, with sudo where the tests are not)'

const isRoot = process.getuid?.() === 0

/** A command with its arguments, as root. */
const asRoot = (...command: string[]): [string, string[]] =>
  isRoot ? [command[0] ?? '', command.slice(1)] : ['sudo', ['-n', ...command]]

const runAsRoot = (...command: string[]) => spawnSync(...asRoot(...command), { stdio: 'ignore' }).status === 0

/** Whether Postfix is installed, and can be started: that takes root. */
export const hasPostfix = () => existsSync('/usr/sbin/postfix') && runAsRoot('true')

export type Postfix = {
  url: string
  /** What it has logged. */
  log: () => Promise<string>
  stop: () => Promise<void>
}

type Options = {
  /** Domains whose mail it takes and sends on by SMTP, each with the port of the next server. */
  smtp: Record<string, number>
  /** Domains whose mail it delivers by LMTP, each with the port. */
  lmtp: Record<string, number>
}

const services = `
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
`

/** Starts a Postfix of its own, with a configuration and a queue in a temporary folder. */
export async function startPostfix({ smtp, lmtp }: Options): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-postfix-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const logFile = join(folder, 'log')
  for (const name of ['etc', 'queue', 'data']) await mkdir(join(folder, name))
  const transports = [
    ...Object.entries(smtp).map(([domain, to]) => `{ ${domain} = smtp:[127.0.0.1]:${to} }`),
    ...Object.entries(lmtp).map(([domain, to]) => `{ ${domain} = lmtp:inet:127.0.0.1:${to} }`),
  ]
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: logFile,
    maillog_file_prefixes: tmpdir(),
    myhostname: 'postfix.example',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    smtp_dns_support_level: 'disabled',
    relay_domains: Object.keys(smtp).join(' '),
    relay_recipient_maps: '',
    transport_maps: `inline:{ ${transports.join(' ')} }`,
    alias_maps: '',
    local_recipient_maps: '',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  await writeFile(join(folder, 'etc/main.cf'), `${lines.join('\n')}\n`)
  await writeFile(join(folder, 'etc/master.cf'), `127.0.0.1:${port} inet n - n - - smtpd${services}`)
  runAsRoot('chown', '-R', 'root', folder)
  runAsRoot('chown', 'postfix', join(folder, 'data'))
  const postfix = (command: string) => ['/usr/sbin/postfix', '-c', join(folder, 'etc'), command]
  const child = spawn(...asRoot(...postfix('start-fg')), { stdio: 'ignore' })
  const log = () => readFile(logFile, 'utf8').catch(() => '')
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`postfix ended: ${await log()}`)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect').finally(() => socket.destroy())
  })
  return {
    url: `smtp://127.0.0.1:${port}`,
    log,
    async stop() {
      runAsRoot(...postfix('stop'))
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      runAsRoot('rm', '-r', folder)
    },
  }
}
