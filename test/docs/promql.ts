/** What an expression of PromQL names: metrics, each with the labels that select its series, and the labels that it groups by. */
export type Names = {
  selectors: { metric: string; matchers: { label: string; operator: string; value: string }[] }[]
  grouping: string[]
}

const words = new Set(
  `and or unless bool offset sum min max avg count topk rate increase changes histogram_quantile vector absent
  min_over_time max_over_time`.split(/\s+/),
)

/** Reads the names of an expression that is valid. Functions other than those that are known here are taken for metrics. */
export function namesOf(expr: string): Names {
  const grouping: string[] = []
  const rest = expr.replace(
    /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g,
    (_, list: string) => {
      grouping.push(...list.split(',').map(label => label.trim()))
      return ' '
    },
  )
  const found = [...rest.matchAll(/(?<![\w"])([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"[^"]*")*)\})?|"[^"]*"/g)]
  const selectors = found.flatMap(([, metric, list = '']) =>
    metric === undefined || words.has(metric) ? [] : [{ metric, matchers: matchersOf(list) }],
  )
  return { selectors, grouping: grouping.filter(label => label !== '') }
}

const matchersOf = (list: string) =>
  [...list.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = '', operator = '', value = '']) => ({
      label,
      operator,
      value,
    }),
  )
