import type { Samples } from '../scheme/facts.ts'

/** Messages as Slack’s documentation of the Events API shows them. */
export const slackSamples: Samples = {
  app_mention: {
    body: '{"token":"ZZZZZZWSxiZZZ2yIvs3peJ","team_id":"T123ABC456","api_app_id":"A123ABC456","event":{"type":"app_mention","user":"U123ABC456","text":"What is the hour of the pearl, <@U0LAN0Z89>?","ts":"1515449522.000016","channel":"C123ABC456","event_ts":"1515449522000016"},"type":"event_callback","event_id":"Ev123ABC456","event_time":1515449522}',
    headers: { 'Content-Type': 'application/json' },
  },
  url_verification: {
    body: '{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
    headers: { 'Content-Type': 'application/json' },
  },
}
