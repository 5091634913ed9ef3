import type { Samples } from '../scheme/facts.ts'
import { adyenSamples } from './adyen.ts'
import { adyenPlatformSamples } from './adyen-platform.ts'
import { auth0Samples } from './auth0.ts'
import { authorizeNetSamples } from './authorize-net.ts'
import { bigcommerceSignedSamples } from './bigcommerce-signed.ts'
import { blockfrostSamples } from './blockfrost.ts'
import { boxSamples } from './box.ts'
import { calendlySamples } from './calendly.ts'
import { cloudflareNotificationsSamples } from './cloudflare-notifications.ts'
import { discordSamples } from './discord.ts'
import { figmaSamples } from './figma.ts'
import { githubSamples } from './github.ts'
import { herokuSamples } from './heroku.ts'
import { hubspotSamples } from './hubspot.ts'
import { jiraSamples } from './jira.ts'
import { klaviyoSamples } from './klaviyo.ts'
import { lineSamples } from './line.ts'
import { linearSamples } from './linear.ts'
import { mailgunSamples } from './mailgun.ts'
import { microsoftGraphSamples } from './microsoft-graph.ts'
import { netlifySamples } from './netlify.ts'
import { notionSamples } from './notion.ts'
import { onfidoSamples } from './onfido.ts'
import { paddleSamples } from './paddle.ts'
import { pagerdutySamples } from './pagerduty.ts'
import { paypalSamples } from './paypal.ts'
import { paystackSamples } from './paystack.ts'
import { plaidSamples } from './plaid.ts'
import { podiumSamples } from './podium.ts'
import { pusherSamples } from './pusher.ts'
import { resendSamples } from './resend.ts'
import { salesforceMcEnsSamples } from './salesforce-mc-ens.ts'
import { seatableSamples } from './seatable.ts'
import { sendgridSamples } from './sendgrid.ts'
import { shopifySamples } from './shopify.ts'
import { signatureapiSamples } from './signatureapi.ts'
import { sinchNumbersSamples } from './sinch-numbers.ts'
import { slackSamples } from './slack.ts'
import { standardSamples } from './standard-webhooks.ts'
import { stripeSamples } from './stripe.ts'
import { tallySamples } from './tally.ts'
import { telegramSamples } from './telegram.ts'
import { typeformSamples } from './typeform.ts'
import { vercelSamples } from './vercel.ts'
import { webexSamples } from './webex.ts'
import { whopSamples } from './whop.ts'
import { wiseSamples } from './wise.ts'
import { xeroSamples } from './xero.ts'

/** Samples by the name of their scheme. */
export const samples: Readonly<Record<string, Samples>> = {
  adyen: adyenSamples,
  'adyen-platform': adyenPlatformSamples,
  auth0: auth0Samples,
  'authorize-net': authorizeNetSamples,
  bigcommerce: bigcommerceSignedSamples,
  'bigcommerce-signed': bigcommerceSignedSamples,
  blockfrost: blockfrostSamples,
  box: boxSamples,
  calendly: calendlySamples,
  'cloudflare-notifications': cloudflareNotificationsSamples,
  discord: discordSamples,
  figma: figmaSamples,
  github: githubSamples,
  heroku: herokuSamples,
  'hubspot-v1': hubspotSamples,
  'hubspot-v3': hubspotSamples,
  jira: jiraSamples,
  klaviyo: klaviyoSamples,
  line: lineSamples,
  linear: linearSamples,
  mailgun: mailgunSamples,
  'microsoft-graph': microsoftGraphSamples,
  netlify: netlifySamples,
  notion: notionSamples,
  onfido: onfidoSamples,
  paddle: paddleSamples,
  pagerduty: pagerdutySamples,
  paypal: paypalSamples,
  paystack: paystackSamples,
  plaid: plaidSamples,
  podium: podiumSamples,
  pusher: pusherSamples,
  resend: resendSamples,
  'salesforce-mc-ens': salesforceMcEnsSamples,
  seatable: seatableSamples,
  sendgrid: sendgridSamples,
  shopify: shopifySamples,
  signatureapi: signatureapiSamples,
  'sinch-numbers': sinchNumbersSamples,
  slack: slackSamples,
  'standard-webhooks': standardSamples,
  stripe: stripeSamples,
  svix: standardSamples,
  tally: tallySamples,
  telegram: telegramSamples,
  typeform: typeformSamples,
  vercel: vercelSamples,
  webex: webexSamples,
  whop: whopSamples,
  wise: wiseSamples,
  xero: xeroSamples,
}
