import { Gauge, type Registry } from 'prom-client'

/**
 * Shows at each scrape whether all relays of this worker are paused, which the number of pauses does not tell: only a
 * worker knows its relays.
 */
export function showAllRelaysPaused(registry: Registry, arePaused: () => boolean): void {
  new Gauge({
    name: 'passlink_all_relays_paused',
    help: '1 while all relays of this worker are paused, so that no mail is sent',
    registers: [registry],
    collect() {
      this.set(arePaused() ? 1 : 0)
    },
  })
}
