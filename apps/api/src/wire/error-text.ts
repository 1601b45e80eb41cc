import { catalogFor } from '@passlink/messages'
import type { ApiError } from '../api-error.ts'

/** The text of an error in the best match of `languages`: `message` without the error's id, `full` with it. */
export function errorText(
  { text, id, detail }: ApiError,
  languages: readonly string[],
): { message: string; full: string } {
  const sentence = catalogFor(languages).errors[text]
  const message = detail ? `${sentence}: ${detail}` : sentence
  return { message, full: id ? `${message} (${id})` : message }
}
