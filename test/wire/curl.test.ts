import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPasslink, type Passlink } from '../passlink.ts'
import { restPath, rpcPath } from './encodings.ts'
import { frame } from './frames.ts'
import { tokenFor } from './refusals.ts'

let passlink: Passlink
let origin: string
let authorization: string
beforeAll(async () => {
  passlink = await createPasslink('postgres')
  origin = `http://127.0.0.1:${(await passlink.startApi()).port}`
  authorization = (await tokenFor(passlink, 'alice')).authorization
})
afterAll(() => passlink?.stop())

async function curl(...args: string[]): Promise<{ http: string; body: string }> {
  const running = promisify(execFile)(
    'curl',
    ['-sS', '-m', '10', '-w', '\n%{http_version} %{http_code}', ...args],
    {
      encoding: 'latin1',
    },
  )
  const { stdout } = await running
  const at = stdout.lastIndexOf('\n')
  return { http: stdout.slice(at + 1), body: stdout.slice(0, at) }
}

describe.each([
  ['--http1.1', '1.1'],
  ['--http2', '1.1'],
  ['--http2-prior-knowledge', '2'],
])('curl %s', (flag, version) => {
  const token = () => ['-H', `Authorization: ${authorization}`]

  test('calls in JSON', async () => {
    const { http, body } = await curl(flag, '-X', 'POST', ...token(), `${origin}${restPath}`)
    expect(http).toBe(`${version} 200`)
    expect(JSON.parse(body).details.resourceOwner).toBe('acme')
  })

  test('calls in Connect', async () => {
    const type = ['-H', 'Content-Type: application/json']
    const { http, body } = await curl(flag, ...token(), ...type, '-d', '{}', `${origin}${rpcPath}`)
    expect(http).toBe(`${version} 200`)
    expect(JSON.parse(body).details.resourceOwner).toBe('acme')
  })

  test('is refused without a token', async () => {
    const { http, body } = await curl(flag, '-X', 'POST', `${origin}${restPath}`)
    expect(http).toBe(`${version} 401`)
    expect(JSON.parse(body)).toEqual({ code: 16, message: 'auth header missing' })
  })

  test('calls in gRPC-Web text', async () => {
    const type = ['-H', 'Content-Type: application/grpc-web-text']
    const body = frame(Buffer.alloc(0)).toString('base64')
    const answer = await curl(flag, ...token(), ...type, '-d', body, `${origin}${rpcPath}`)
    expect(answer.http).toBe(`${version} 200`)
    const parts = answer.body.match(/[^=]+={0,2}/g) ?? []
    const result = Buffer.concat(parts.map(part => Buffer.from(part, 'base64'))).toString('latin1')
    expect(result).toContain('acme')
    expect(result).toContain('grpc-status: 0')
  })
})
