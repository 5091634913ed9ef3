import type { Samples } from '../scheme/facts.ts'

/** A notification after Microsoft’s sample; signing writes its clientState. */
export const microsoftGraphSamples: Samples = {
  created: {
    body: '{"value":[{"subscriptionId":"7f105c7d-2dc5-4530-97cd-4e7ae6534c07","changeType":"created","resource":"me/messages/1"}]}',
    headers: { 'Content-Type': 'application/json' },
  },
}
