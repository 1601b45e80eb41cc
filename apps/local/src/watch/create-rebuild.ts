import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Apps } from '../apps/create-apps.ts'
import { decideRestart } from './decide-restart.ts'

type Dependencies = {
  project: string
  /** The folder of the bundles that run. */
  programs: string
  bundlePrograms: (folder: string) => Promise<unknown>
  migrate: () => Promise<void>
  apps: Apps
  print: (line: string) => void
}

const pathsShownMax = 3

/**
 * Returns a function that bundles the programs again after files changed, and starts those apps again that run something
 * that changed, or do not run. If the sources do not build, all apps keep running as they were. Never rejects: it prints
 * what fails, and the next change tries again.
 */
export function createRebuild(dependencies: Dependencies) {
  const { project, programs, bundlePrograms, migrate, apps, print } = dependencies
  const say = (text: string) => print(`watch | ${text}`)
  const waiting = { paths: new Set<string>(), apps: new Set<string>(), migrate: false }

  return async function rebuild(changed: readonly string[]): Promise<void> {
    for (const path of changed) waiting.paths.add(relative(project, path).split(sep).join('/'))
    const next = `${programs}.next`
    try {
      await build(next)
      decide(await differing(programs, next))
      await rm(programs, { recursive: true, force: true })
      await rename(next, programs)
      await restart()
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
      say('change something to try again')
    } finally {
      await rm(next, { recursive: true, force: true })
    }
  }

  async function build(next: string) {
    await bundlePrograms(next).catch((error: Error) => {
      throw new Error(`the apps run on as they were: ${error.message}`)
    })
  }

  function decide(bundles: ReadonlySet<string>) {
    const paths = [...waiting.paths]
    waiting.paths.clear()
    const decision = decideRestart({ paths, bundles, apps: apps.names })
    for (const name of [...decision.apps, ...apps.names.filter(name => !apps.isRunning(name))])
      waiting.apps.add(name)
    waiting.migrate ||= decision.migrate
    const names = [...waiting.apps].join(', ')
    say(`${shown(paths)} changed: ${names ? `starting ${names} again` : 'no app runs it'}`)
  }

  async function restart() {
    if (waiting.migrate) await migrate()
    waiting.migrate = false
    const names = [...waiting.apps]
    await Promise.all(names.map(name => apps.stop(name)))
    await Promise.all(
      names.map(async name => {
        await apps.start(name)
        waiting.apps.delete(name)
      }),
    )
    if (names.length > 0) say(`${names.join(', ')} ready`)
  }
}

function shown(paths: string[]): string {
  const more = paths.length - pathsShownMax
  return paths.slice(0, pathsShownMax).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

async function differing(before: string, after: string): Promise<Set<string>> {
  const files = await readdir(after)
  const changed = await Promise.all(
    files.map(async file => {
      const [old, fresh] = await Promise.all(
        [before, after].map(folder => readFile(join(folder, file)).catch(() => undefined)),
      )
      return fresh && old?.equals(fresh) ? [] : [file.replace(/\.mjs$/, '')]
    }),
  )
  return new Set(changed.flat())
}
