/**
 * Isolates a value in a right-to-left sentence, so that it cannot change the direction of the sentence (UAX #9
 * section 2.4).
 */
export function isolate(value: string): string {
  return `\u2068${value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`
}
