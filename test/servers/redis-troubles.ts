import { once } from 'node:events'
import { Redis } from 'ioredis'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'
import { type RedisServer, startRedis } from './redis.ts'

/** Something that a Redis does on a bad day. `cause` resolves to what ends it. */
export type RedisTrouble = {
  name: string
  /** How `/readyz` says it. */
  code: string
  /** Arguments of the server. */
  settings?: string[]
  /** The login in the URL, if not none. */
  login?: string
  /** What is done before anything connects. */
  prepare?: (admin: Redis) => Promise<unknown>
  cause: (admin: Redis, server: RedisServer) => Promise<() => Promise<unknown>>
}

const login = 'passlink:right'
const addLogin = (admin: Redis) =>
  admin.call('ACL', 'SETUSER', 'passlink', 'on', '>right', '~*', '&*', '+@all')
const cutOthers = (admin: Redis) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')

async function set(admin: Redis, settings: Record<string, string>) {
  await admin.call('CONFIG', 'SET', ...Object.entries(settings).flat())
}

/** Sets `trouble`, and ends it by setting `health`. */
const setting = (trouble: Record<string, string>, health: Record<string, string>) => async (admin: Redis) => {
  await set(admin, trouble)
  return () => set(admin, health)
}

export const redisTroubles: RedisTrouble[] = [
  {
    name: 'is demoted, while its connections stay open, to a replica of an empty one',
    code: 'READONLY',
    async cause(admin) {
      const primary = await startRedis(undefined, ['--repl-diskless-sync-delay', '0'])
      await admin.call('REPLICAOF', '127.0.0.1', `${primary.port}`)
      await eventually(async () => {
        if (!(await admin.info('replication')).includes('master_link_status:up')) throw new Error('no link')
      })
      return async () => {
        await admin.call('REPLICAOF', 'NO', 'ONE')
        await primary.stop()
      }
    },
  },
  {
    name: 'is demoted to a replica of one that is away',
    code: 'MASTERDOWN',
    async cause(admin) {
      // A replica that is read-only says READONLY first.
      await set(admin, { 'replica-serve-stale-data': 'no', 'replica-read-only': 'no' })
      await admin.call('REPLICAOF', '127.0.0.1', `${await freePort()}`)
      return () => admin.call('REPLICAOF', 'NO', 'ONE')
    },
  },
  { name: 'has no memory left', code: 'OOM', cause: setting({ maxmemory: '1' }, { maxmemory: '0' }) },
  {
    name: 'lacks the replicas that must confirm writes',
    code: 'NOREPLICAS',
    cause: setting({ 'min-replicas-to-write': '1' }, { 'min-replicas-to-write': '0' }),
  },
  {
    name: 'cannot write its snapshots',
    code: 'MISCONF',
    settings: ['--enable-protected-configs', 'local'],
    async cause(admin) {
      const [, folder] = (await admin.call('CONFIG', 'GET', 'dir')) as string[]
      await set(admin, { save: '3600 1', 'stop-writes-on-bgsave-error': 'yes', dir: '/proc' })
      await saveInBackground(admin, 'err')
      return async () => {
        await set(admin, { dir: folder as string })
        await saveInBackground(admin, 'ok')
      }
    },
  },
  {
    name: 'loads its data',
    code: 'LOADING',
    settings: ['--enable-debug-command', 'local', '--loading-process-events-interval-bytes', '1024'],
    prepare: admin => admin.call('DEBUG', 'POPULATE', '20000'),
    async cause(admin, { url }) {
      // In microseconds for each key.
      await set(admin, { 'key-load-delay': '5000' })
      const loader = new Redis(url)
      await once(loader, 'ready')
      const loaded = loader.call('DEBUG', 'RELOAD').finally(() => loader.disconnect())
      return async () => {
        await set(admin, { 'key-load-delay': '0' })
        await loaded
      }
    },
  },
  {
    name: 'is busy with a script that does not end',
    code: 'BUSY',
    settings: ['--lua-time-limit', '100'],
    async cause(admin, { url }) {
      const looper = new Redis(url)
      await once(looper, 'ready')
      const looped = looper.eval('while true do end', 0).catch(() => looper.disconnect())
      return async () => {
        await admin.call('SCRIPT', 'KILL')
        await looped
      }
    },
  },
  {
    name: 'demands a password that the URL has not',
    code: 'NOAUTH, REDIS_URL has no password, and Redis demands one',
    async cause(admin) {
      await set(admin, { requirepass: 'other' })
      await cutOthers(admin)
      return () => set(admin, { requirepass: '' })
    },
  },
  {
    name: 'refuses the password of the URL',
    code: 'WRONGPASS, Redis refuses the login of REDIS_URL',
    login,
    prepare: addLogin,
    async cause(admin) {
      await admin.call('ACL', 'SETUSER', 'passlink', 'resetpass', '>other')
      await cutOthers(admin)
      return () => admin.call('ACL', 'SETUSER', 'passlink', '>right')
    },
  },
  ...['-@write', '-info', '-@scripting', 'resetkeys'].map(
    (rule): RedisTrouble => ({
      name: `takes rights from the login of the URL: ${rule}`,
      code: 'NOPERM, the login of REDIS_URL lacks rights that the queue needs',
      login,
      prepare: addLogin,
      async cause(admin) {
        await admin.call('ACL', 'SETUSER', 'passlink', rule)
        return () => admin.call('ACL', 'SETUSER', 'passlink', '~*', '+@all')
      },
    }),
  ),
]

async function saveInBackground(admin: Redis, outcome: 'ok' | 'err') {
  await admin.call('BGSAVE')
  await eventually(async () => {
    if (!(await admin.info('persistence')).includes(`rdb_last_bgsave_status:${outcome}`))
      throw new Error(`not saved with ${outcome}`)
  })
}
