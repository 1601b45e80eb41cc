type Running = { metricsPort: number }

/** What an app of this machine counts, in the format of Prometheus. */
export const metricsOf = async ({ metricsPort }: Running): Promise<string> =>
  (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()

/** Whether an app of this machine is ready, with the result of each check, as operators see it. */
export async function readinessOf({ metricsPort }: Running) {
  const response = await fetch(`http://127.0.0.1:${metricsPort}/readyz`)
  const body = (await response.json()) as { status: string; checks: Record<string, string> }
  return { status: response.status, body }
}

/** The value of a metric with these labels, `name{label="value"}`; undefined if it is absent. */
export function figureOf(metrics: string, series: string): number | undefined {
  const line = metrics.split('\n').find(each => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
