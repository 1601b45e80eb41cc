import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.ts'

type Answer = { status: string; error?: string; data?: { result: Sample[] } }

/** One series of a query's answer, now. */
export type Sample = { metric: Record<string, string>; value: [number, string] }

/**
 * A Prometheus of its own, the one beside `promtool`, that scrapes each job at a port of this machine every second.
 * `query` throws where an expression cannot be evaluated.
 */
export async function startPrometheus(promtool: string, ports: Record<string, number>, rules: string) {
  const folder = await mkdtemp(join(tmpdir(), 'passlink-prometheus-'))
  const port = await freePort()
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: Object.entries(ports).map(([job_name, at]) => ({
      job_name,
      static_configs: [{ targets: [`127.0.0.1:${at}`] }],
    })),
  }
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const child = spawn(
    join(dirname(promtool), 'prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  return {
    async query(expr: string): Promise<Sample[]> {
      const body = new URLSearchParams({ query: expr })
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/query`, { method: 'POST', body })
      const { status, error, data } = (await response.json()) as Answer
      if (status !== 'success' || !data) throw new Error(error)
      return data.result
    },
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
