import type { Samples } from '../scheme/facts.ts'

/** The event of the tests of Sinch’s own library. */
export const sinchNumbersSamples: Samples = {
  DEPROVISIONING_FROM_VOICE_PLATFORM: {
    body: '{"eventId":"01hpa0mww4m79q8j2dwn3ggbgz","timestamp":"2024-02-10T17:22:09.412722588","projectId":"37b62a7b-0177-abcd-efgh-e10f848de123","resourceId":"+17818510001","resourceType":"ACTIVE_NUMBER","eventType":"DEPROVISIONING_FROM_VOICE_PLATFORM","status":"SUCCEEDED","failureCode":null}',
    headers: { 'Content-Type': 'application/json' },
  },
}
