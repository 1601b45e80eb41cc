import { setTimeout as delay } from 'node:timers/promises'
import type { Manner, Stage } from '../fault.ts'
import type { Relay } from '../relay.ts'

const connectionsMax = 4

/** Makes relays misbehave at a stage for a while. */
export async function troubleRelays(
  relays: Relay[],
  stage: Stage,
  manner: Manner,
  forMs: number,
): Promise<void> {
  const ends = relays.map(relay => relay.trouble(stage, manner))
  await delay(forMs)
  for (const end of ends) end()
}

/** Makes relays accept a few connections only for a while. */
export async function limitConnections(relays: Relay[], forMs: number): Promise<void> {
  const ends = relays.map(relay => relay.limit(connectionsMax))
  await delay(forMs)
  for (const end of ends) end()
}

/** Stops relays for a while: their connections break and new ones are refused. */
export async function takeRelaysAway(relays: Relay[], forMs: number): Promise<void> {
  await Promise.all(relays.map(relay => relay.stop()))
  await delay(forMs)
  await Promise.all(relays.map(relay => relay.start()))
}
