// Written by `npm run docs` from the files of `schemes/`: one scheme each, under its name.
import type { Scheme } from './scheme/scheme.ts'
import { discord } from './schemes/discord.ts'
import { github } from './schemes/github.ts'
import { gitlab } from './schemes/gitlab.ts'
import { hubspotV1 } from './schemes/hubspot-v1.ts'
import { hubspotV3 } from './schemes/hubspot-v3.ts'
import { mailgun } from './schemes/mailgun.ts'
import { paddle } from './schemes/paddle.ts'
import { persona } from './schemes/persona.ts'
import { postmark } from './schemes/postmark.ts'
import { seatable } from './schemes/seatable.ts'
import { sendgrid } from './schemes/sendgrid.ts'
import { shopify } from './schemes/shopify.ts'
import { slack } from './schemes/slack.ts'
import { standardWebhooks } from './schemes/standard-webhooks.ts'
import { stripe } from './schemes/stripe.ts'
import { svix } from './schemes/svix.ts'
import { telegram } from './schemes/telegram.ts'
import { twilio } from './schemes/twilio.ts'
import { webex } from './schemes/webex.ts'
import { websub } from './schemes/websub.ts'
import { zoom } from './schemes/zoom.ts'

/**
 * The catalogue: every scheme by its name. Importing it loads and bundles them all; `countersign/schemes/<name>` one,
 * and `loadScheme()` of `countersign/schemes` the one that is wanted.
 */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze({
  discord,
  github,
  gitlab,
  'hubspot-v1': hubspotV1,
  'hubspot-v3': hubspotV3,
  mailgun,
  paddle,
  persona,
  postmark,
  seatable,
  sendgrid,
  shopify,
  slack,
  'standard-webhooks': standardWebhooks,
  stripe,
  svix,
  telegram,
  twilio,
  webex,
  websub,
  zoom,
})
