import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { z } from 'zod'

const common = {
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  PORT: z.coerce.number(),
}

export const apiSettings = z.object({ ...common, AUTH_ISSUER: z.string(), AUTH_AUDIENCE: z.string() })

export const workerSettings = z.object({
  ...common,
  SMTP_URL: z.string(),
  MAIL_FROM: z.string(),
  PUBLIC_URL: z.string(),
  CONCURRENCY: z.coerce.number().default(20),
})

export const queueName = 'mails'

export type MailJob = { deliveryId: string }

// At its default of 100 a transaction that begins at the pipeline's boundary shares its connection (postgres#1189).
const unboundedPipeline = { max_pipeline: 1_000_000 }

export function openDatabase(url: string) {
  return drizzle(postgres(url, { max: 10, ...unboundedPipeline }))
}
