import { SettingsError } from '@passlink/runtime'
import { DatabaseError } from '@passlink/store'

/** What an operator reads when the settings or the database stop a command; any other error is thrown again. */
export function explain(error: unknown): string {
  if (error instanceof SettingsError) return error.message
  if (error instanceof DatabaseError) return `the database: ${error.message}`
  throw error
}
