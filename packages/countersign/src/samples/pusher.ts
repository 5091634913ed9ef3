import type { Samples } from '../scheme/facts.ts'

/** A webhook of one event after Pusher’s documentation. */
export const pusherSamples: Samples = {
  channel_occupied: {
    body: '{"time_ms":1327078148132,"events":[{"name":"channel_occupied","channel":"test_channel"}]}',
    headers: { 'Content-Type': 'application/json' },
  },
}
