import { Gauge, type Registry } from 'prom-client'

/** Shows at each scrape whether each relay, and the endpoint of webhooks, is away, as far as this worker knows. */
export function showAway(registry: Registry, away: () => Iterable<readonly [string, boolean]>): void {
  new Gauge({
    name: 'passlink_relay_away',
    help: '1 while a relay, or the endpoint of webhooks, is away and only probed',
    labelNames: ['relay'],
    registers: [registry],
    collect() {
      for (const [relay, isAway] of away()) this.set({ relay }, isAway ? 1 : 0)
    },
  })
}
