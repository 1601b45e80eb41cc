/**
 * Isolates the direction of a value within a right-to-left sentence, whose direction it then cannot change (UAX #9
 * section 2.4).
 */
export function isolate(value: string): string {
  return `\u2068${value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`
}
