import type { Logger } from '@passlink/runtime'

const advice: Record<number, string> = {
  401: 'the endpoint does not accept our signature: compare WEBHOOK_SECRET with the secret of the receiver',
  404: 'there is no endpoint at this address: check WEBHOOK_URL',
  410: 'the endpoint wants no more webhooks: correct WEBHOOK_URL, or unset it for redeem and worker',
}

/** Warns of the first 401, 404 and 410 each, and again after the endpoint has accepted a webhook. */
export function createWarnings(host: string, log: Logger): (status: number | null) => void {
  const warned = new Set<number>()
  return status => {
    if (status === null) return
    if (status >= 200 && status < 300) warned.clear()
    const message = advice[status]
    if (!message || warned.has(status)) return
    warned.add(status)
    log.warn({ endpoint: host, status }, message)
  }
}
