type Change = {
  /** The files that changed, relative to the project, with `/`. */
  paths: readonly string[]
  /** The names of the programs whose bundle changed. */
  bundles: ReadonlySet<string>
  apps: readonly string[]
}

/**
 * Which apps run something that changed, and whether the tables may be out of date. What is not compiled into a bundle,
 * such as a style or a migration, is read by the apps when they start.
 */
export function decideRestart({ paths, bundles, apps }: Change): { apps: string[]; migrate: boolean } {
  const read = paths.filter(path => !/\.tsx?$/.test(path))
  const isShared = read.some(path => path.startsWith('packages/'))
  const reads = (app: string) => isShared || read.some(path => path.startsWith(`apps/${app}/`))
  return {
    apps: apps.filter(app => bundles.has(app) || reads(app)),
    migrate: bundles.has('migrate') || paths.some(path => path.startsWith('packages/store/migrations/')),
  }
}
