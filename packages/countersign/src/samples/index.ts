import type { Samples } from '../scheme/facts.ts'
import { adyenSamples } from './adyen.ts'
import { auth0Samples } from './auth0.ts'
import { authorizeNetSamples } from './authorize-net.ts'
import { bigcommerceSignedSamples } from './bigcommerce-signed.ts'
import { boxSamples } from './box.ts'
import { calendlySamples } from './calendly.ts'
import { githubSamples } from './github.ts'
import { herokuSamples } from './heroku.ts'
import { linearSamples } from './linear.ts'
import { paddleSamples } from './paddle.ts'
import { pagerdutySamples } from './pagerduty.ts'
import { seatableSamples } from './seatable.ts'
import { slackSamples } from './slack.ts'
import { standardSamples } from './standard-webhooks.ts'
import { stripeSamples } from './stripe.ts'
import { webexSamples } from './webex.ts'

/** Samples by the name of their scheme. */
export const samples: Readonly<Record<string, Samples>> = {
  adyen: adyenSamples,
  auth0: auth0Samples,
  'authorize-net': authorizeNetSamples,
  'bigcommerce-signed': bigcommerceSignedSamples,
  box: boxSamples,
  calendly: calendlySamples,
  github: githubSamples,
  heroku: herokuSamples,
  linear: linearSamples,
  paddle: paddleSamples,
  pagerduty: pagerdutySamples,
  seatable: seatableSamples,
  slack: slackSamples,
  'standard-webhooks': standardSamples,
  stripe: stripeSamples,
  svix: standardSamples,
  webex: webexSamples,
}
