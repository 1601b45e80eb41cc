import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '@passlink/local'
import { bundleForNow, sources } from '@passlink/programs'
import { migrateQueue } from '@passlink/queue'
import { readDatabaseUrl } from '@passlink/runtime'
import { migrate } from '@passlink/store'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { freePort } from './free-port.ts'
import { findRedis, redisHint } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    templateDatabase: string
    redisUrl: string | null
    programsFolder: string
  }
}

/**
 * For all test files: starts Postgres (unless given) with a migrated template database, and Redis if available, and bundles the
 * programs that tests run in processes.
 */
export default async function setup(project: TestProject) {
  const server = await (process.env.DATABASE_URL
    ? givenPostgres(process.env.DATABASE_URL)
    : embeddedPostgres())
  const templateDatabase = `passlink_template_${process.pid}`
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${templateDatabase}`)
  const templateUrl = Object.assign(new URL(server.url), { pathname: templateDatabase }).href
  await migrate(readDatabaseUrl(templateUrl))
  await migrateQueue(readDatabaseUrl(templateUrl))

  const redis = await findRedis()
  if (!redis) {
    if (process.env.CI) throw new Error(`no Redis: ${redisHint}`)
    console.warn(`\n  SKIPPED: every test of the Redis backend, because there is no Redis.\n  ${redisHint}\n`)
  }
  const programs = await bundleForNow(sources)
  project.provide('programsFolder', programs.folder)
  project.provide('postgresUrl', server.url)
  project.provide('templateDatabase', templateDatabase)
  project.provide('redisUrl', redis?.url ?? null)

  return async () => {
    try {
      await admin.unsafe(`drop database if exists ${templateDatabase} with (force)`)
    } finally {
      // Also if Postgres has ended: what it leaves may be in memory.
      await Promise.allSettled([admin.end(), programs.remove(), redis?.stop(), server.stop()])
    }
  }
}

async function embeddedPostgres() {
  const directory = await mkdtemp(join(await fastFolder(), 'passlink-test-'))
  const { url, exited, stop } = await openPostgres({
    directory,
    port: await freePort(),
    durable: false,
    connectionsMax,
  })
  let isStopping = false
  exited.then(how => isStopping || console.error(`\n  Postgres ${how} in the middle of the tests\n`))
  return {
    url,
    stop: async () => {
      isStopping = true
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

// The apps of one test take up to fifty, and several tests run at once.
const connectionsMax = 400

const memory = '/dev/shm'
const roomNeeded = 4 * 1024 ** 3

// Each test creates a database of its own: 450 files, which most file systems create twenty times as slowly as memory.
async function fastFolder() {
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= roomNeeded ? memory : tmpdir()
}

async function givenPostgres(url: string) {
  return { url, stop: async () => {} }
}
