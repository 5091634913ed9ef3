import type { Samples } from '../scheme/facts.ts'

/** The example of HubSpot’s pages on validating requests. */
export const hubspotSamples: Samples = {
  'contact.creation': {
    body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
    headers: { 'Content-Type': 'application/json' },
  },
}
