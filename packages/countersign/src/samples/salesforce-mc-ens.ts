import type { Samples } from '../scheme/facts.ts'

/** A batch of one event after Salesforce’s documentation, cut short. */
export const salesforceMcEnsSamples: Samples = {
  'TransactionalSendEvents.EmailSent': {
    body: '[{"eventCategoryType":"TransactionalSendEvents.EmailSent","timestampUTC":1614265330000,"mid":"1","eid":"2"}]',
    headers: { 'Content-Type': 'application/json' },
  },
}
