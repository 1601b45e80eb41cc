import type { MiddlewareHandler } from 'hono'
import { Counter, type Registry } from 'prom-client'
import { toRedeemError } from './answer-error.ts'
import type { Env } from './env.ts'

/** The steps at a link, in their order, then those at the link that removes a passkey. */
const steps: ReadonlyMap<string, string> = new Map([
  ['GET l', 'page'],
  ['POST l options', 'options'],
  ['POST l passkey', 'passkey'],
  ['POST l name', 'name'],
  ['POST l new', 'new_link'],
  ['GET u', 'undo_page'],
  ['POST u check', 'undo_check'],
  ['POST u remove', 'undo_remove'],
])

/** Counts the steps of people who redeem a link, with their result: `ok`, or the id of the error. */
export function createCountSteps(registry: Registry): MiddlewareHandler<Env> {
  const counter = new Counter({
    name: 'passlink_redeem_total',
    help: 'Steps of redeeming a link, or of removing a passkey again, by step and result: ok, or the id of the error',
    labelNames: ['step', 'result'],
    registers: [registry],
  })
  for (const step of steps.values()) counter.inc({ step, result: 'ok' }, 0)

  return async (c, next) => {
    await next()
    const step = stepOf(c.req.method, c.req.path)
    // A page that is not there is no step.
    if (!step || (c.req.method === 'GET' && !c.res.ok)) return
    counter.inc({ step, result: c.error ? toRedeemError(c.error).id : 'ok' })
  }
}

function stepOf(method: string, path: string): string | undefined {
  // What may stand after the id of a page is ignored, as the page does.
  const [, link = '', step = ''] = /^\/([lu])\/[^/]+(?:\/([^/]*))?$/.exec(path) ?? []
  return steps.get(method === 'GET' ? `GET ${link}` : `${method} ${link} ${step}`)
}
