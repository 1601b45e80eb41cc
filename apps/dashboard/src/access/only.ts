import type { MiddlewareHandler } from 'hono'
import { type Env, mayChange, type Operator } from './operator.ts'

/** Answers with `refuse` what `isAllowed` denies to an operator; the rest passes. */
export function only(
  isAllowed: (operator: Operator, method: string) => boolean,
  refuse: MiddlewareHandler<Env>,
): MiddlewareHandler<Env> {
  return (c, next) => (isAllowed(c.get('operator'), c.req.method) ? next() : refuse(c, next))
}

export const isRead = (method: string): boolean => ['GET', 'HEAD'].includes(method)

/** Whether an operator may send a request with this method at all. */
export const mayRequest = (operator: Operator, method: string): boolean =>
  isRead(method) || mayChange(operator)
