import { createRequire, register } from 'node:module'

/** For `--import`: writes the URL of every imported module, and on exit the path of every required one. */

const hooks = `
import { writeSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  writeSync(1, resolved.url + '\\n')
  return resolved
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

process.on('exit', () => {
  for (const path of Object.keys(createRequire(import.meta.url).cache)) console.log(path)
})
