/** The source of each program that Passlink consists of, as a path in the project. */
export const sources: Readonly<Record<Program, string>>

export type Program =
  | 'api'
  | 'worker'
  | 'redeem'
  | 'bounces'
  | 'dashboard'
  | 'migrate'
  | 'users'
  | 'dead-letters'
  | 'mail'
  | 'pauses'

/**
 * Bundles each source into one JavaScript file, `<name>.mjs` in `folder`, and what traces, which only those load that
 * do, into `tracing.mjs` beside it. A process loads a bundle in a fraction of the time and memory that it needs from
 * its sources. The files of the project that the bundle reads are found from its folder, so the project may be moved as
 * a whole. A bundle that is to stand elsewhere in the project than where it is written has that folder as its `place`.
 * Resolves to the folders, in the project, of the packages of which the bundles have code.
 */
export function bundle(sources: Record<string, string>, folder: string, place?: string): Promise<string[]>

/**
 * Writes into `folder`, which is new or empty, all that a container needs to run each program as `node
 * apps/<app>/dist/<program>.mjs` there, and nothing else: bundles, the files beside them at the same paths as in the
 * project, and `sbom.json`, which lists the packages that are in it (CycloneDX 1.6), but not what two of them,
 * `@bull-board/ui` and `swagger-ui-dist`, have built into what they serve to browsers. Nobody but their owner may write
 * them. Needs the packages of the project, and no network. Rejects where the folder has something in it, or a file is
 * lacking.
 */
export function layOut(folder: string): Promise<void>

/** A folder with bundles; `remove` deletes it. */
export type Bundles = { folder: string; remove: () => Promise<void> }

/** Bundles each source into a new folder. Programs that have started need their bundles no longer. */
export function bundleForNow(sources: Record<string, string>): Promise<Bundles>
