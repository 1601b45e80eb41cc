export { type ListedRelay, type ListedRelays, listRelays } from './list-relays.ts'
export { reserveSends, type SlotRequest } from './reserve.ts'
export { type RelayRate, restoreRates, saveRates } from './save-rates.ts'
