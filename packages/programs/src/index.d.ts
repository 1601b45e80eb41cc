/** The source of each program that Passlink consists of, as a path in the project. */
export const sources: Readonly<Record<Program, string>>

export type Program =
  | 'api'
  | 'worker'
  | 'redeem'
  | 'dashboard'
  | 'migrate'
  | 'users'
  | 'dead-letters'
  | 'mail'

/**
 * Bundles each source into one JavaScript file, `<name>.mjs` in `folder`, which a process loads in a fraction of the time and
 * memory that it needs from its sources. The files of the project that the bundle reads are found from its folder, so the
 * project may be moved as a whole.
 */
export function bundle(sources: Record<string, string>, folder: string): Promise<void>

/** A folder with bundles; `remove` deletes it. */
export type Bundles = { folder: string; remove: () => Promise<void> }

/** Bundles each source into a new folder. Programs that have started need their bundles no longer. */
export function bundleForNow(sources: Record<string, string>): Promise<Bundles>
