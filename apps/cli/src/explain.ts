import { SettingsError } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'

/** The message for the operator if the settings or the database stopped a command. Rethrows any other error. */
export function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message
  if (error instanceof DatabaseError) return `the database: ${error.message}`
  throw error
}
