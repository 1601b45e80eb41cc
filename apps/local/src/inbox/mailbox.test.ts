import { expect, test } from 'vitest'
import type { Mail } from './mail.ts'
import { createMailbox } from './mailbox.ts'

test('lists the newest mail first and drops the oldest beyond the maximum', () => {
  const mailbox = createMailbox(2)
  for (const id of ['1', '2', '3']) mailbox.add({ id } as Mail, Buffer.from(id))
  expect(mailbox.list().map(({ id }) => id)).toEqual(['3', '2'])
  expect(mailbox.find('1')).toBeUndefined()
  expect(mailbox.find('2')?.source.toString()).toBe('2')
})
