/**
 * A value as it must stand in a right-to-left sentence: in a direction of its own, and unable to turn the sentence around
 * (UAX #9 section 2.4).
 */
export function isolate(value: string): string {
  return `\u2068${value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`
}
