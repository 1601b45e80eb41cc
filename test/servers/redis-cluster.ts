import { Redis } from 'ioredis'
import { eventually } from '../eventually.ts'
import { freePort } from './free-port.ts'
import { type RedisServer, startRedis } from './redis.ts'

export type ClusterNode = RedisServer & { admin: Redis; id: string }

/** A cluster of three primaries, which share the slots evenly, with a replica each. */
export type RedisCluster = {
  /** Three primaries, then their replicas in the same order. */
  nodes: ClusterNode[]
  /** As in `REDIS_URL`, with all nodes. */
  url: string
  /** The primary that has this key. */
  primaryOf: (key: string) => Promise<ClusterNode>
  /** Moves the slot of this key, with all its keys, to another primary. */
  moveSlotOf: (key: string, to: ClusterNode) => Promise<void>
  stop: () => Promise<void>
}

const slots = 16_384
const primaries = 3
// After this time without an answer a node counts as failed.
const nodeTimeoutMs = 1_000

/** Starts a cluster for one test file. `settings` are arguments of the node with this number. */
export async function startRedisCluster(
  settings: (number: number) => string[] | Promise<string[]> = () => [],
): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: 2 * primaries }, (_, n) => startNode(n, settings)))
  const first = nodes[0] as (typeof nodes)[number]
  for (const [n, { admin }] of nodes.slice(0, primaries).entries()) {
    const share = slots / primaries
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', Math.ceil(n * share), Math.ceil((n + 1) * share) - 1)
    await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1)
  }
  for (const { port, busPort } of nodes.slice(1))
    await first.admin.call('CLUSTER', 'MEET', '127.0.0.1', port, busPort)
  await eventually(async () => {
    for (const { admin } of nodes) {
      const info = String(await admin.call('CLUSTER', 'INFO'))
      if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${nodes.length}`))
        throw new Error(`not a cluster yet: ${info}`)
    }
  })
  for (const [n, { admin }] of nodes.slice(primaries).entries())
    await admin.call('CLUSTER', 'REPLICATE', (nodes[n] as ClusterNode).id)
  await eventually(async () => {
    for (const { admin } of nodes.slice(primaries))
      if (!(await admin.info('replication')).includes('master_link_status:up')) throw new Error('no link')
  })

  async function primaryOf(key: string) {
    const owner = await first.admin.exists(key).then(
      () => first.port,
      ({ message }: Error) => Number(/^MOVED .*:(\d+)$/.exec(message)?.[1]),
    )
    return nodes.find(({ port }) => port === owner) as ClusterNode
  }

  return {
    nodes,
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    primaryOf,
    async moveSlotOf(key, to) {
      const from = await primaryOf(key)
      const slot = Number(await from.admin.cluster('KEYSLOT', key))
      await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id)
      await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id)
      for (;;) {
        const keys = (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[]
        if (keys.length === 0) break
        await from.admin.call('MIGRATE', '127.0.0.1', to.port, '', 0, 1_000, 'KEYS', ...keys)
      }
      for (const node of [to, from]) await node.admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id)
    },
    async stop() {
      for (const { admin } of nodes) admin.disconnect()
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}

async function startNode(number: number, settings: (number: number) => string[] | Promise<string[]>) {
  const busPort = await freePort()
  const redis = await startRedis(undefined, [
    ...['--cluster-enabled', 'yes', '--cluster-port', `${busPort}`],
    ...['--cluster-node-timeout', `${nodeTimeoutMs}`, '--repl-diskless-sync-delay', '0'],
    ...(await settings(number)),
  ])
  const admin = new Redis(redis.url).on('error', () => {})
  return { ...redis, admin, busPort, id: String(await admin.call('CLUSTER', 'MYID')) }
}
