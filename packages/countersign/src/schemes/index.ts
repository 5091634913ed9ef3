import type { Scheme } from '../scheme/scheme.ts'
import { github } from './github.ts'
import { seatable } from './seatable.ts'
import { slack } from './slack.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { stripe } from './stripe.ts'
import { svix } from './svix.ts'
import { webex } from './webex.ts'

export { github, seatable, slack, standardWebhooks, stripe, svix, webex }

/** The catalogue: every scheme by its name. Importing it bundles them all; `countersign/schemes/<name>` one. */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze({
  github,
  seatable,
  slack,
  'standard-webhooks': standardWebhooks,
  stripe,
  svix,
  webex,
})
