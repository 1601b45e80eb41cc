import { catalogFor } from '@passlink/messages'
import type { ApiError } from '../api-error.ts'

/** What is said of an error, in the first of the languages that we have: alone, and with its id behind it. */
export function errorText(
  { text, id, detail }: ApiError,
  languages: readonly string[],
): { message: string; full: string } {
  const words = catalogFor(languages).errors[text]
  const message = detail ? `${words}: ${detail}` : words
  return { message, full: id ? `${message} (${id})` : message }
}
