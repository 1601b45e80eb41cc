import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the development login runs the very programs of docs/integration.md', async () => {
  const page = await read('docs/integration.md')
  const programs = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, program]) => program)
  const files = ['receive.js', 'sign-in.js'].map(name => read(`apps/local/src/login/${name}`))
  expect(programs).toEqual(await Promise.all(files))
})
