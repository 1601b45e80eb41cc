import { Gauge, type Registry } from 'prom-client'

/** Shows at each scrape how many jobs of each queue this worker takes at once. */
export function showJobsAtOnce(
  registry: Registry,
  jobsAtOnce: () => Iterable<readonly [string, number]>,
): void {
  new Gauge({
    name: 'passlink_jobs_at_once',
    help: 'Jobs that a worker takes at once: WORKER_CONCURRENCY, or fewer while it loses their locks',
    labelNames: ['queue'],
    registers: [registry],
    collect() {
      for (const [queue, jobs] of jobsAtOnce()) this.set({ queue }, jobs)
    },
  })
}
