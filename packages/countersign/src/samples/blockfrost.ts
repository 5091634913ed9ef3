import type { Samples } from '../scheme/facts.ts'

/** An event after the fixtures of blockfrost-js, cut short. */
export const blockfrostSamples: Samples = {
  block: {
    body: '{"id":"47668401-c3a4-42d4-bac1-ad46515924a3","webhook_id":"cf68eb9c-635f-415e-a5a8-6233638f28d7","created":1650013856,"type":"block","payload":{"time":1650013853,"height":7126256,"hash":"f49521b67b440e5030adf124aee8f88881b7682ba07acf06c2781405b0f806a4"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
