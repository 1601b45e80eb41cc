export { ar } from './ar.ts'
export { de } from './de.ts'
export { en } from './en.ts'
export { fr } from './fr.ts'
