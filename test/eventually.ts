/** Retries `attempt` every 20 ms until it does not throw. Throws its last error after `withinMs`. */
export async function eventually<Value>(
  attempt: () => Promise<Value> | Value,
  withinMs = 10_000,
): Promise<Value> {
  const end = performance.now() + withinMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}
