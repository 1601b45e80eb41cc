import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { Fault, Stage, Target } from '../fault.ts'
import type { RedisServer } from '../redis-server.ts'
import type { Relay } from '../relay.ts'
import type { World } from '../world.ts'
import { processFaults } from './process.ts'
import { limitConnections, takeRelaysAway, troubleRelays } from './relay.ts'

/** Applies the fault; resolves when it is undone. */
export async function applyFault(world: World, { kind, targets, lastsMs, manner }: Fault): Promise<void> {
  const relays = relaysAmong(world, targets)
  if (kind.startsWith('relay at ')) {
    const stage = kind.slice('relay at '.length) as Stage
    const trouble = troubleRelays(relays, stage, manner ?? 'cut', lastsMs)
    // Workers send QUIT only when they stop.
    await Promise.all([
      trouble,
      ...appsAmong(world, targets).map(app => processFaults.terminated(app, lastsMs)),
    ])
    return
  }
  switch (kind) {
    case 'api killed':
    case 'worker killed':
      return onApps(processFaults.killed)
    case 'api terminated':
    case 'worker terminated':
      return onApps(processFaults.terminated)
    case 'api frozen':
    case 'worker frozen':
      return onApps(processFaults.frozen)
    case 'api log unread':
    case 'worker log unread':
      return onApps(processFaults.logUnread)
    case 'api clock jumped':
    case 'worker clock jumped':
      return onApps(processFaults.clockJumped)
    case 'redis killed':
      return redisOf(world).kill(lastsMs)
    case 'redis frozen':
      return redisOf(world).freeze(lastsMs)
    case 'redis emptied':
      return redisOf(world).command('FLUSHALL')
    case 'redis connections cut':
      return redisOf(world).command('CLIENT', 'KILL', 'TYPE', 'normal')
    case 'redis connections silent':
      return redisOf(world).silenceConnections()
    case 'redis demoted':
      return redisOf(world).demote(lastsMs)
    case 'redis full':
      return redisOf(world).fill(lastsMs)
    case 'postgres restarted':
      return world.postgres.restart(lastsMs)
    case 'postgres crashed':
      return world.postgres.crash(lastsMs)
    case 'postgres connections cut':
      return world.postgres.cutConnections()
    case 'postgres frozen':
      return world.postgres.freeze(lastsMs)
    case 'postgres connections silent':
      return world.postgres.silenceConnections()
    case 'postgres read-only':
      return world.postgres.refuseWrites(lastsMs)
    case 'postgres rows locked':
      return world.postgres.lockRows(lastsMs)
    case 'relay defers everything':
      return troubleRelays(relays, 'rcpt', '451', lastsMs)
    case 'relay limits connections':
      return limitConnections(relays, lastsMs)
    case 'queue paused':
      return pauseQueue()
    case 'webhook endpoint dead':
      return breakEndpoint()
    case 'relays away':
      return takeRelaysAway(relays, lastsMs)
    default:
      throw new Error(`no such fault: ${kind}`)
  }

  async function onApps(apply: (app: App, forMs: number) => Promise<void>) {
    await Promise.all(appsAmong(world, targets).map(app => apply(app, lastsMs)))
  }

  async function pauseQueue() {
    await world.queue.pause()
    await delay(lastsMs)
    await world.queue.resume()
  }

  async function breakEndpoint() {
    const end = world.endpoint.trouble(manner ?? 'cut')
    await delay(lastsMs)
    end()
  }
}

function appsAmong({ apps }: World, targets: readonly Target[]): App[] {
  return targets.flatMap(target => (target in apps ? [apps[target as keyof typeof apps]] : []))
}

function relaysAmong({ relays }: World, targets: readonly Target[]): Relay[] {
  return targets.flatMap(target => (target in relays ? [relays[target as keyof typeof relays]] : []))
}

function redisOf({ redis }: World): RedisServer {
  if (!redis) throw new Error('there is no Redis to break')
  return redis
}
