/**
 * `title` names the figure and `description` says its course, both for those who do not see it. Null values are not known,
 * and leave a gap.
 */
type Props = { id: string; title: string; description: string; values: (number | null)[] }

const width = 4
const gap = 1
const height = 32

/** A bar for each value, the oldest on the left, as an SVG that needs no script. The greatest value has the full height. */
export function Sparkline({ id, title, description, values }: Props) {
  return (
    <svg
      class="sparkline"
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
      viewBox={`0 0 ${values.length * width - gap} ${height}`}
      preserveAspectRatio="none"
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      <path class="ground" d={`M0 ${height - 0.5}h${values.length * width - gap}`} />
      <path class="bars" d={barsOf(values)} />
    </svg>
  )
}

/** The path of the bars. A value that is not zero is seen, however small it is. */
export function barsOf(values: (number | null)[]): string {
  const greatest = Math.max(...values.map(value => value ?? 0))
  return values
    .map((value, n) => {
      if (!value || value < 0) return ''
      const high = Math.max(1.5, (value / greatest) * height)
      return `M${n * width} ${height}v${-Number(high.toFixed(2))}h${width - gap}V${height}z`
    })
    .join('')
}
