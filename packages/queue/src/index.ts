export { migrateQueue } from './migrate-queue.ts'
export { type DeliveryQueue, openQueue, type QueuedDelivery, type QueueSettings } from './open-queue.ts'
export { QueueAway } from './queue-away.ts'
export { type Consumer, type DueDelivery, startConsumer, type Verdict } from './start-consumer.ts'
