import { catalogFor } from '@passlink/messages'
import type { ApiError } from '../api-error.ts'

/** The words for an error in the best of `languages`: `message` without its id, `full` with it. */
export function errorText(
  { text, id, detail }: ApiError,
  languages: readonly string[],
): { message: string; full: string } {
  const words = catalogFor(languages).errors[text]
  const message = detail ? `${words}: ${detail}` : words
  return { message, full: id ? `${message} (${id})` : message }
}
