import type { Samples } from '../scheme/facts.ts'
import { githubSamples } from './github.ts'
import { seatableSamples } from './seatable.ts'
import { slackSamples } from './slack.ts'
import { standardSamples } from './standard-webhooks.ts'
import { stripeSamples } from './stripe.ts'
import { webexSamples } from './webex.ts'

/** Samples by the name of their scheme. */
export const samples: Readonly<Record<string, Samples>> = {
  github: githubSamples,
  seatable: seatableSamples,
  slack: slackSamples,
  'standard-webhooks': standardSamples,
  stripe: stripeSamples,
  svix: standardSamples,
  webex: webexSamples,
}
