/** What an app of this machine counts, in the format of Prometheus. */
export const metricsOf = async ({ port }: { port: number }): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
