import type { Samples } from '../scheme/facts.ts'

/** A webhook event after Discord’s documentation. */
export const discordSamples: Samples = {
  APPLICATION_AUTHORIZED: {
    body: '{"version":1,"application_id":"1234560123453231555","type":1,"event":{"type":"APPLICATION_AUTHORIZED","timestamp":"2024-10-18T14:42:53.064834","data":{"integration_type":1,"scopes":["applications.commands"],"user":{"id":"191546848178536458","username":"zoë"}}}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
