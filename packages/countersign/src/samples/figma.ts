import type { Samples } from '../scheme/facts.ts'

/** An event after @figma/rest-api-spec; signing writes its passcode. */
export const figmaSamples: Samples = {
  FILE_UPDATE: {
    body: '{"event_type":"FILE_UPDATE","file_key":"zH24k","file_name":"Zoë","timestamp":"2021-02-25T15:02:10Z","webhook_id":"22"}',
    headers: { 'Content-Type': 'application/json' },
  },
}
