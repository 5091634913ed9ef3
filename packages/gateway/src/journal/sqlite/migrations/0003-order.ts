/** Finds whether an earlier delivery of the same order key waits. Partial: what goes in no order does not pay for it. */
export const order = `
create index queue_by_order on queue (lane, order_key, seq, replay) where order_key is not null;
`
