import { layOut } from './lay-out.js'

/** What `npm run image -- <folder>` runs, and the Dockerfile: lays out the folder that the image has. */
const [folder, ...more] = process.argv.slice(2)
if (!folder || more.length > 0) throw new Error('name the folder to lay out the image in')
await layOut(folder)
