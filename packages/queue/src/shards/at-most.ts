/** Like `run`, of which at most `max` are under way at once. The others wait for their turn. */
export function atMost<Input, Answer>(
  max: number,
  run: (input: Input) => Promise<Answer>,
): (input: Input) => Promise<Answer> {
  let underWay = 0
  const waiting: (() => void)[] = []
  return async input => {
    if (underWay < max) underWay += 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await run(input)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else underWay -= 1
    }
  }
}
