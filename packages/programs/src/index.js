export { bundle } from './bundle.js'
export { bundleForNow } from './bundle-for-now.js'
export { layOut } from './lay-out.js'
export { sources } from './sources.js'
