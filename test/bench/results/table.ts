import { format, formatSpread, median } from './numbers.ts'
import { type Cost, processes, type Sample, type Side, sides } from './sample.ts'

const headings: Record<Side, string> = {
  naive: 'naive',
  redis: 'Passlink, Redis',
  postgres: 'Passlink, Postgres queue',
  limit: 'limit',
  record: 'recordLinks',
}

const ratios: { of: Side; to: Side; heading: string }[] = [
  { of: 'redis', to: 'naive', heading: 'Redis / naive' },
  { of: 'postgres', to: 'naive', heading: 'Postgres / naive' },
]

const processNames: Record<keyof Cost, string> = {
  app: 'app',
  postgres: 'Postgres',
  redis: 'Redis',
  relay: 'relay',
  load: 'load generator',
}

/**
 * The samples of one topic as Markdown: a table with a row for each thing measured, a column for each side and for each
 * ratio of medians; and one of processor time where it was read.
 */
export function renderTopic(samples: Sample[]): string {
  const present = sides.filter(side => samples.some(sample => sample.side === side))
  const compared = ratios.filter(({ of, to }) => present.includes(of) && present.includes(to))
  const rows = [...groupBy(samples, ({ what, unit }) => `${what}\n${unit}`).values()].map(group => {
    const values = (side: Side) => group.filter(sample => sample.side === side).map(({ value }) => value)
    const cells = present.map(side => formatSpread(values(side)))
    const quotients = compared.map(({ of, to }) => format(median(values(of)) / median(values(to))))
    return [group[0]?.what ?? '', group[0]?.unit ?? '', ...cells, ...quotients]
  })
  const head = ['', 'unit', ...present.map(side => headings[side]), ...compared.map(({ heading }) => heading)]
  return [renderTable(head, rows), renderCosts(samples, present)].filter(Boolean).join('\n\n')
}

function renderCosts(samples: Sample[], present: Side[]): string {
  const measured = samples.filter(({ cost }) => cost)
  if (measured.length === 0) return ''
  const involved = processes.filter(name => measured.some(({ cost }) => cost?.[name] !== undefined))
  const rows = [...groupBy(measured, ({ what }) => what)].map(([what, group]) => [
    what,
    ...present.map(side => {
      const costs = group.flatMap(sample => (sample.side === side && sample.cost ? [sample.cost] : []))
      if (costs.length === 0) return '–'
      return involved.map(name => format(median(costs.flatMap(cost => cost[name] ?? [])))).join(' · ')
    }),
  ])
  const names = involved.map(name => processNames[name]).join(' · ')
  const caption = `Processor time, milliseconds a unit: ${names}`
  return `${caption}\n\n${renderTable(['', ...present.map(side => headings[side])], rows)}`
}

/** A table in Markdown. */
export function renderTable(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function groupBy<Item>(items: Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}
