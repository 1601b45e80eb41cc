import { readFileSync } from 'node:fs'
import { Hono } from 'hono'

const read = (names: string[]) =>
  names.map(name => readFileSync(new URL(`styles/${name}.css`, import.meta.url), 'utf8')).join('\n')

const sheets = {
  '/frame.css': read(['colors', 'bar', 'page', 'controls', 'content', 'sign-in']),
  '/board.css': read(['colors', 'bar', 'board']),
}

/** The style sheets of the frame, for everybody: the page on which people sign in has it too. */
export function createStyles() {
  const app = new Hono()
  for (const [path, css] of Object.entries(sheets))
    app.get(path, c => c.body(css, 200, { 'Content-Type': 'text/css', 'Cache-Control': 'no-cache' }))
  return app
}
