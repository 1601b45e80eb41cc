import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Terminal } from '../terminal.ts'
import { isConfirmed } from './ask.ts'

async function typeAnswer(typed: string) {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()]
  stdin.end(typed)
  const confirmed = await isConfirmed('redrive all 7?', { stdin, stderr } as unknown as Terminal)
  stderr.end()
  return { confirmed, asked: await text(stderr) }
}

test.each(['y\n', 'YES\n', ' yes \r\n'])('%j confirms', async typed => {
  expect(await typeAnswer(typed)).toEqual({ confirmed: true, asked: 'redrive all 7? [y/N] ' })
})

test.each(['\n', 'n\n', 'no\n', 'yesterday\n', ''])('%j does not confirm', async typed => {
  expect((await typeAnswer(typed)).confirmed).toBe(false)
})
