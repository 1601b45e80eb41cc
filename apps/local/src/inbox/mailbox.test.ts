import { expect, test } from 'vitest'
import type { Mail } from './mail.ts'
import { createMailbox } from './mailbox.ts'

const mail = (id: string): Mail => ({
  id,
  from: '',
  to: [],
  subject: '',
  html: '',
  text: '',
  headers: {},
  receivedAt: '',
})

test('lists the newest first and forgets the oldest beyond the maximum', () => {
  const mailbox = createMailbox(2)
  for (const id of ['1', '2', '3']) mailbox.add(mail(id), Buffer.from(id))
  expect(mailbox.list().map(({ id }) => id)).toEqual(['3', '2'])
  expect(mailbox.find('1')).toBeUndefined()
  expect(mailbox.find('2')?.source.toString()).toBe('2')
})

test('is empty after emptying', () => {
  const mailbox = createMailbox()
  mailbox.add(mail('1'), Buffer.from(''))
  mailbox.empty()
  expect(mailbox.list()).toEqual([])
})

test('every change shows in its version', () => {
  const mailbox = createMailbox()
  const versions = [mailbox.version()]
  mailbox.add(mail('1'), Buffer.from(''))
  versions.push(mailbox.version())
  mailbox.empty()
  versions.push(mailbox.version())
  expect(new Set(versions).size).toBe(3)
})
