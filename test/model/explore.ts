/** One step from a state. `kind` names who or what makes it. */
export type Move<State, Kind extends string> = { label: string; kind: Kind; next: State }

/**
 * `keyOf` is equal for states that behave alike; `broken` names the promise that a state breaks. `marks` are the predicates
 * that a backward search may ask about.
 */
export type Space<State, Kind extends string, Mark extends string> = {
  initial: State
  moves: (state: State) => Move<State, Kind>[]
  keyOf: (state: State) => string
  broken: (state: State) => string | undefined
  marks: Record<Mark, (state: State) => boolean>
}

/** The labels of the moves that lead from the initial state to a state. */
export type Trace = string[]

export type Explored<Kind extends string, Mark extends string> = {
  states: number
  moves: number
  /** A state that breaks a promise, with a shortest trace to it. */
  violation: { broken: string; trace: Trace } | undefined
  /** A shortest trace to a `from` state from which moves of these kinds cannot reach a `to` state. */
  stuck: (question: { from: Mark; to: Mark; by: readonly Kind[] }) => Trace | undefined
}

/** Visits every reachable state, breadth first, and stops at the first that breaks a promise. */
export function explore<State, Kind extends string, Mark extends string>(
  space: Space<State, Kind, Mark>,
): Explored<Kind, Mark> {
  const { moves, keyOf, broken, marks } = space
  const indexOf = new Map<string, number>()
  const parents: number[] = []
  const labels: string[] = []
  const edges = new Map<Kind, number[]>()
  const marked = new Map<Mark, boolean[]>(Object.keys(marks).map(mark => [mark as Mark, []]))
  let violation: Explored<Kind, Mark>['violation']
  let edgeCount = 0

  function trace(index: number): Trace {
    return index === 0 ? [] : [...trace(parents[index] as number), labels[index] as string]
  }

  function visit(state: State, key: string, parent: number, label: string): number {
    const index = indexOf.size
    indexOf.set(key, index)
    parents.push(parent)
    labels.push(label)
    for (const [mark, states] of marked) states.push(marks[mark](state))
    const breaks = broken(state)
    if (breaks) violation ??= { broken: breaks, trace: trace(index) }
    return index
  }

  let frontier = [{ state: space.initial, index: visit(space.initial, keyOf(space.initial), 0, '') }]
  while (frontier.length > 0 && !violation) {
    const reached: typeof frontier = []
    for (const { state, index } of frontier) {
      for (const { label, kind, next } of moves(state)) {
        const key = keyOf(next)
        let target = indexOf.get(key)
        if (target === undefined) {
          target = visit(next, key, index, label)
          reached.push({ state: next, index: target })
        }
        const ofKind = edges.get(kind)
        if (ofKind) ofKind.push(index, target)
        else edges.set(kind, [index, target])
        edgeCount++
      }
    }
    frontier = reached
  }

  return {
    states: indexOf.size,
    moves: edgeCount,
    violation,
    stuck({ from, to, by }) {
      const canReach = backwards(
        marked.get(to) as boolean[],
        by.map(kind => edges.get(kind) ?? []),
      )
      const index = (marked.get(from) as boolean[]).findIndex((isFrom, index) => isFrom && !canReach[index])
      return index === -1 ? undefined : trace(index)
    },
  }
}

/** Marks every state from which the edges lead to a goal. */
function backwards(goals: boolean[], edges: number[][]): Uint8Array {
  const size = goals.length
  const firsts = new Int32Array(size + 1)
  for (const some of edges) for (let i = 1; i < some.length; i += 2) (firsts[some[i] as number] as number)++
  for (let i = 0, sum = 0; i <= size; i++) {
    sum += firsts[i] as number
    firsts[i] = sum
  }
  const sources = new Int32Array(firsts[size] as number)
  for (const some of edges)
    for (let i = 1; i < some.length; i += 2) {
      const target = some[i] as number
      const place = (firsts[target] as number) - 1
      firsts[target] = place
      sources[place] = some[i - 1] as number
    }
  const canReach = new Uint8Array(size)
  const pending: number[] = []
  const mark = (index: number) => {
    if (canReach[index]) return
    canReach[index] = 1
    pending.push(index)
  }
  for (const [index, isGoal] of goals.entries()) if (isGoal) mark(index)
  for (let index = pending.pop(); index !== undefined; index = pending.pop())
    for (let i = firsts[index] as number; i < (firsts[index + 1] as number); i++) mark(sources[i] as number)
  return canReach
}
