// Loaded into each app: SIGUSR2 sets its clock an hour ahead, and back. Timers do not follow the clock, as in reality.
const hourMs = 3_600_000
const realNow = Date.now.bind(Date)
let aheadMs = 0

const now = () => realNow() + aheadMs
globalThis.Date = new Proxy(Date, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
})
Date.now = now

process.on('SIGUSR2', () => {
  aheadMs = aheadMs === 0 ? hourMs : 0
})
