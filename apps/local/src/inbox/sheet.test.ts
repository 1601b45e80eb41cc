import { expect, test } from 'vitest'
import { mailPolicy, sheet } from './sheet.ts'

test('links open in a new tab, whether or not the mail has a head', () => {
  expect(sheet('<!doctype html><html><head lang="en"><title>a</title></head></html>')).toContain(
    '<head lang="en"><base target="_blank">',
  )
  expect(sheet('<a href="https://a.example">a</a>')).toMatch(/^<!doctype html>.*<base target="_blank">/)
  expect(sheet('<header>a</header>')).toMatch(/^<!doctype html>/)
})

test('a mail runs no script, fetches nothing and stays in its sandbox', () => {
  expect(mailPolicy).toContain("default-src 'none'")
  expect(mailPolicy).not.toMatch(/script|allow-same-origin|https?:/)
})
