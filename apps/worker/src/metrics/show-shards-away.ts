import { Gauge, type Registry } from 'prom-client'

/** Shows at each scrape which of several Redis this worker cannot use. `away` maps their names to the reasons. */
export function showShardsAway(registry: Registry, away: () => Record<string, string>): void {
  new Gauge({
    name: 'passlink_queue_shard_away',
    help: '1 while a Redis, of several (REDIS_URL), cannot be used; absent while it can',
    labelNames: ['shard'],
    registers: [registry],
    collect() {
      this.reset()
      for (const shard of Object.keys(away())) this.set({ shard }, 1)
    },
  })
}
