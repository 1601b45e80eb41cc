import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bundle } from './bundle.js'
import { sources } from './sources.js'

/** What a workspace's `build` runs: bundles the programs that are named into its `dist`. */
const names = process.argv.slice(2)
const named = Object.entries(sources).filter(([name]) => names.includes(name))
if (named.length === 0 || named.length < names.length)
  throw new Error(`name some of ${Object.keys(sources).join(', ')}`)
const folder = resolve('dist')
await rm(folder, { recursive: true, force: true })
await bundle(Object.fromEntries(named), folder)
