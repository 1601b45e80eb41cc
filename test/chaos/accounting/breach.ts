/** A promise that was not kept: to whom, and what is known of it. */
export type Breach = { what: string; requestId: string | null; deliveryId: string | null }
