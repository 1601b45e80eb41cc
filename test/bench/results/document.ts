import { type Topic, topics } from './sample.ts'

const begin = '<!-- bench: written by npm run bench -->'
const end = '<!-- bench: end -->'

/** What has a section: each topic, whether the statements are good for many links, and what a simulation foresees. */
export type Section = Topic | 'explain' | 'simulate'

/** The title of each section. */
export const titles: Record<Section, string> = {
  record: 'Recording',
  api: 'Calls',
  worker: 'Mails',
  drain: 'Draining',
  queue: 'An emptied queue',
  parts: 'Limits of the parts',
  size: 'Size and memory',
  start: 'Start',
  explain: 'Every statement at ten million links',
  simulate: 'Simulated and measured',
}

/**
 * The document with these sections in place of their former ones, between its two markers; those of
 * what was not measured stay. Throws where a marker is missing.
 */
export function replaceSections(document: string, sections: Partial<Record<Section, string>>): string {
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the document lacks the lines ${begin} and ${end}`)
  const former = document.slice(from + begin.length, to)
  const written = ([...topics, 'explain', 'simulate'] as const).flatMap(name => {
    const body = sections[name] ?? sectionOf(former, titles[name])
    return body ? [`### ${titles[name]}\n\n${body.trim()}`] : []
  })
  return `${document.slice(0, from)}${[begin, ...written, end].join('\n\n')}${document.slice(to + end.length)}`
}

function sectionOf(text: string, title: string): string | undefined {
  const sections = text.split(/^### /m).slice(1)
  const found = sections.find(section => section.startsWith(`${title}\n`))
  return found?.slice(title.length + 1)
}
