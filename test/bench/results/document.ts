import { type Topic, topics } from './sample.ts'

const begin = '<!-- bench: written by npm run bench -->'
const end = '<!-- bench: end -->'

/** The title of each topic's section. */
export const titles: Record<Topic, string> = {
  record: 'Recording',
  api: 'Calls',
  worker: 'Mails',
  drain: 'Draining',
  queue: 'An emptied queue',
  parts: 'Limits of the parts',
  size: 'Size and memory',
  start: 'Start',
}

/**
 * The document with these topics' sections in place of their former ones, between its two markers; sections of topics that were
 * not measured stay. Throws where a marker is missing.
 */
export function replaceSections(document: string, sections: Partial<Record<Topic, string>>): string {
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the document lacks the lines ${begin} and ${end}`)
  const former = document.slice(from + begin.length, to)
  const written = topics.flatMap(topic => {
    const body = sections[topic] ?? sectionOf(former, titles[topic])
    return body ? [`### ${titles[topic]}\n\n${body.trim()}`] : []
  })
  return `${document.slice(0, from)}${[begin, ...written, end].join('\n\n')}${document.slice(to + end.length)}`
}

function sectionOf(text: string, title: string): string | undefined {
  const sections = text.split(/^### /m).slice(1)
  const found = sections.find(section => section.startsWith(`${title}\n`))
  return found?.slice(title.length + 1)
}
