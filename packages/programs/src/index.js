export { bundle } from './bundle.js'
export { bundleForNow } from './bundle-for-now.js'
export { sources } from './sources.js'
