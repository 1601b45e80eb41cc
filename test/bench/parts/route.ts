import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { answerQuestions } from '../processes/helper.ts'

/** Serves the call's path with a route that verifies the token and answers; answered with its port. */
export type RouteQuestion = { ask: 'serve'; issuer: string; audience: string }

answerQuestions(async ({ issuer, audience }: RouteQuestion) => {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const app = new Hono().post('/users/me/passwordless/_send_link', async c => {
    const token = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] })
    return c.json({ details: { sequence: '1', resourceOwner: payload.sub } })
  })
  const server = createAdaptorServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
})
