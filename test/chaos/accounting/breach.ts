/** A broken promise, with the request and the delivery that it concerns. */
export type Breach = { what: string; requestId: string | null; deliveryId: string | null }
