import { readFileSync } from 'node:fs'

/** The style sheet of the pages of deliveries, and where it is. */
export const stylesOfDeliveries = ['/deliveries/page.css']

export const deliveriesCss = ['search', 'timeline']
  .map(name => readFileSync(new URL(`styles/${name}.css`, import.meta.url), 'utf8'))
  .join('\n')
