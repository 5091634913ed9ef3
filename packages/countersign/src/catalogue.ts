// Written by `npm run docs` from the files of `schemes/`: one scheme each, under its name.
import type { Scheme } from './scheme/scheme.ts'
import { ably } from './schemes/ably.ts'
import { acuity } from './schemes/acuity.ts'
import { adyen } from './schemes/adyen.ts'
import { adyenPlatform } from './schemes/adyen-platform.ts'
import { affirm } from './schemes/affirm.ts'
import { aftership } from './schemes/aftership.ts'
import { aftershipReturns } from './schemes/aftership-returns.ts'
import { airship } from './schemes/airship.ts'
import { airtable } from './schemes/airtable.ts'
import { airwallex } from './schemes/airwallex.ts'
import { alchemy } from './schemes/alchemy.ts'
import { anthropic } from './schemes/anthropic.ts'
import { asana } from './schemes/asana.ts'
import { ashby } from './schemes/ashby.ts'
import { atlassianConnect } from './schemes/atlassian-connect.ts'
import { auth0 } from './schemes/auth0.ts'
import { authorizeNet } from './schemes/authorize-net.ts'
import { autodeskAps } from './schemes/autodesk-aps.ts'
import { awsSns } from './schemes/aws-sns.ts'
import { azureEventgrid } from './schemes/azure-eventgrid.ts'
import { bamboohr } from './schemes/bamboohr.ts'
import { bigcommerce } from './schemes/bigcommerce.ts'
import { bigcommerceSigned } from './schemes/bigcommerce-signed.ts'
import { bitbucket } from './schemes/bitbucket.ts'
import { bland } from './schemes/bland.ts'
import { blockfrost } from './schemes/blockfrost.ts'
import { boldsign } from './schemes/boldsign.ts'
import { bolt } from './schemes/bolt.ts'
import { box } from './schemes/box.ts'
import { braintree } from './schemes/braintree.ts'
import { brevo } from './schemes/brevo.ts'
import { brex } from './schemes/brex.ts'
import { btcpay } from './schemes/btcpay.ts'
import { buildkite } from './schemes/buildkite.ts'
import { buildkiteToken } from './schemes/buildkite-token.ts'
import { calcom } from './schemes/calcom.ts'
import { calendly } from './schemes/calendly.ts'
import { cashfree } from './schemes/cashfree.ts'
import { chargebee } from './schemes/chargebee.ts'
import { chargify } from './schemes/chargify.ts'
import { checkoutCom } from './schemes/checkout-com.ts'
import { checkr } from './schemes/checkr.ts'
import { circleci } from './schemes/circleci.ts'
import { clerk } from './schemes/clerk.ts'
import { clickup } from './schemes/clickup.ts'
import { cloudeventsWebhook } from './schemes/cloudevents-webhook.ts'
import { cloudflareNotifications } from './schemes/cloudflare-notifications.ts'
import { cloudflareStream } from './schemes/cloudflare-stream.ts'
import { cloudinary } from './schemes/cloudinary.ts'
import { coinbaseCdp } from './schemes/coinbase-cdp.ts'
import { coinbaseCommerce } from './schemes/coinbase-commerce.ts'
import { configcat } from './schemes/configcat.ts'
import { contentful } from './schemes/contentful.ts'
import { convoy } from './schemes/convoy.ts'
import { convoyAdvanced } from './schemes/convoy-advanced.ts'
import { crisp } from './schemes/crisp.ts'
import { cronofy } from './schemes/cronofy.ts'
import { cursor } from './schemes/cursor.ts'
import { customerio } from './schemes/customerio.ts'
import { datadog } from './schemes/datadog.ts'
import { datasaur } from './schemes/datasaur.ts'
import { dbtCloud } from './schemes/dbt-cloud.ts'
import { deel } from './schemes/deel.ts'
import { discord } from './schemes/discord.ts'
import { discourse } from './schemes/discourse.ts'
import { documenso } from './schemes/documenso.ts'
import { docusign } from './schemes/docusign.ts'
import { dodopayments } from './schemes/dodopayments.ts'
import { doppler } from './schemes/doppler.ts'
import { dropbox } from './schemes/dropbox.ts'
import { dropboxSign } from './schemes/dropbox-sign.ts'
import { dub } from './schemes/dub.ts'
import { dwolla } from './schemes/dwolla.ts'
import { dyte } from './schemes/dyte.ts'
import { easypost } from './schemes/easypost.ts'
import { ebay } from './schemes/ebay.ts'
import { elevenlabs } from './schemes/elevenlabs.ts'
import { expoEas } from './schemes/expo-eas.ts'
import { fal } from './schemes/fal.ts'
import { figma } from './schemes/figma.ts'
import { fillout } from './schemes/fillout.ts'
import { finch } from './schemes/finch.ts'
import { flutterwave } from './schemes/flutterwave.ts'
import { forgejo } from './schemes/forgejo.ts'
import { formstack } from './schemes/formstack.ts'
import { framer } from './schemes/framer.ts'
import { front } from './schemes/front.ts'
import { frontRule } from './schemes/front-rule.ts'
import { fusionauth } from './schemes/fusionauth.ts'
import { getstream } from './schemes/getstream.ts'
import { ghost } from './schemes/ghost.ts'
import { gitea } from './schemes/gitea.ts'
import { github } from './schemes/github.ts'
import { githubSha1 } from './schemes/github-sha1.ts'
import { gitlab } from './schemes/gitlab.ts'
import { gitlabSigning } from './schemes/gitlab-signing.ts'
import { gocardless } from './schemes/gocardless.ts'
import { gogs } from './schemes/gogs.ts'
import { googlePubsubPush } from './schemes/google-pubsub-push.ts'
import { grafana } from './schemes/grafana.ts'
import { grafanaTimestamp } from './schemes/grafana-timestamp.ts'
import { greenhouse } from './schemes/greenhouse.ts'
import { gusto } from './schemes/gusto.ts'
import { helpscout } from './schemes/helpscout.ts'
import { heroku } from './schemes/heroku.ts'
import { hook0 } from './schemes/hook0.ts'
import { hookdeck } from './schemes/hookdeck.ts'
import { hubspotV1 } from './schemes/hubspot-v1.ts'
import { hubspotV2 } from './schemes/hubspot-v2.ts'
import { hubspotV3 } from './schemes/hubspot-v3.ts'
import { huggingface } from './schemes/huggingface.ts'
import { hygraph } from './schemes/hygraph.ts'
import { incidentIo } from './schemes/incident-io.ts'
import { increase } from './schemes/increase.ts'
import { intercom } from './schemes/intercom.ts'
import { jira } from './schemes/jira.ts'
import { keygen } from './schemes/keygen.ts'
import { kinde } from './schemes/kinde.ts'
import { klaviyo } from './schemes/klaviyo.ts'
import { knock } from './schemes/knock.ts'
import { kontentAi } from './schemes/kontent-ai.ts'
import { lago } from './schemes/lago.ts'
import { lagoJwt } from './schemes/lago-jwt.ts'
import { lark } from './schemes/lark.ts'
import { launchdarkly } from './schemes/launchdarkly.ts'
import { lemonsqueezy } from './schemes/lemonsqueezy.ts'
import { line } from './schemes/line.ts'
import { linear } from './schemes/linear.ts'
import { linkedin } from './schemes/linkedin.ts'
import { lithic } from './schemes/lithic.ts'
import { liveblocks } from './schemes/liveblocks.ts'
import { livekit } from './schemes/livekit.ts'
import { lob } from './schemes/lob.ts'
import { logto } from './schemes/logto.ts'
import { loopReturns } from './schemes/loop-returns.ts'
import { loops } from './schemes/loops.ts'
import { lusha } from './schemes/lusha.ts'
import { mailerlite } from './schemes/mailerlite.ts'
import { mailersend } from './schemes/mailersend.ts'
import { mailgun } from './schemes/mailgun.ts'
import { makeEvents } from './schemes/make-events.ts'
import { mandrill } from './schemes/mandrill.ts'
import { mautic } from './schemes/mautic.ts'
import { mercadoPago } from './schemes/mercado-pago.ts'
import { mergeDev } from './schemes/merge-dev.ts'
import { messagebird } from './schemes/messagebird.ts'
import { meta } from './schemes/meta.ts'
import { metronome } from './schemes/metronome.ts'
import { microsoftGraph } from './schemes/microsoft-graph.ts'
import { mixpanel } from './schemes/mixpanel.ts'
import { modernTreasury } from './schemes/modern-treasury.ts'
import { mollie } from './schemes/mollie.ts'
import { monday } from './schemes/monday.ts'
import { mongodbAtlas } from './schemes/mongodb-atlas.ts'
import { msTeams } from './schemes/ms-teams.ts'
import { mux } from './schemes/mux.ts'
import { netlify } from './schemes/netlify.ts'
import { newRelic } from './schemes/new-relic.ts'
import { notion } from './schemes/notion.ts'
import { npmHooks } from './schemes/npm-hooks.ts'
import { nylas } from './schemes/nylas.ts'
import { okta } from './schemes/okta.ts'
import { onfido } from './schemes/onfido.ts'
import { onfleet } from './schemes/onfleet.ts'
import { openai } from './schemes/openai.ts'
import { oracleCommerce } from './schemes/oracle-commerce.ts'
import { orb } from './schemes/orb.ts'
import { outpost } from './schemes/outpost.ts'
import { paddle } from './schemes/paddle.ts'
import { pagerduty } from './schemes/pagerduty.ts'
import { pandadoc } from './schemes/pandadoc.ts'
import { paymongo } from './schemes/paymongo.ts'
import { paypal } from './schemes/paypal.ts'
import { paystack } from './schemes/paystack.ts'
import { persona } from './schemes/persona.ts'
import { plaid } from './schemes/plaid.ts'
import { plivo } from './schemes/plivo.ts'
import { podium } from './schemes/podium.ts'
import { polar } from './schemes/polar.ts'
import { portIo } from './schemes/port-io.ts'
import { postal } from './schemes/postal.ts'
import { postmark } from './schemes/postmark.ts'
import { primer } from './schemes/primer.ts'
import { pusher } from './schemes/pusher.ts'
import { qstash } from './schemes/qstash.ts'
import { quickbooks } from './schemes/quickbooks.ts'
import { razorpay } from './schemes/razorpay.ts'
import { recurly } from './schemes/recurly.ts'
import { render } from './schemes/render.ts'
import { replicate } from './schemes/replicate.ts'
import { resend } from './schemes/resend.ts'
import { retell } from './schemes/retell.ts'
import { revolut } from './schemes/revolut.ts'
import { rfc9421 } from './schemes/rfc9421.ts'
import { salesforceMcEns } from './schemes/salesforce-mc-ens.ts'
import { sanity } from './schemes/sanity.ts'
import { seatable } from './schemes/seatable.ts'
import { segment } from './schemes/segment.ts'
import { sendbird } from './schemes/sendbird.ts'
import { sendgrid } from './schemes/sendgrid.ts'
import { sentry } from './schemes/sentry.ts'
import { shippo } from './schemes/shippo.ts'
import { shopify } from './schemes/shopify.ts'
import { shopifyEvents } from './schemes/shopify-events.ts'
import { signable } from './schemes/signable.ts'
import { signatureapi } from './schemes/signatureapi.ts'
import { sinch } from './schemes/sinch.ts'
import { sinchApplication } from './schemes/sinch-application.ts'
import { sinchNumbers } from './schemes/sinch-numbers.ts'
import { slack } from './schemes/slack.ts'
import { sparkpost } from './schemes/sparkpost.ts'
import { square } from './schemes/square.ts'
import { squarespace } from './schemes/squarespace.ts'
import { standardWebhooks } from './schemes/standard-webhooks.ts'
import { standardWebhooksV1a } from './schemes/standard-webhooks-v1a.ts'
import { statsig } from './schemes/statsig.ts'
import { strike } from './schemes/strike.ts'
import { stripe } from './schemes/stripe.ts'
import { stytch } from './schemes/stytch.ts'
import { supabaseAuthHook } from './schemes/supabase-auth-hook.ts'
import { surveymonkey } from './schemes/surveymonkey.ts'
import { svix } from './schemes/svix.ts'
import { swaggerPortal } from './schemes/swagger-portal.ts'
import { taiga } from './schemes/taiga.ts'
import { tailscale } from './schemes/tailscale.ts'
import { tally } from './schemes/tally.ts'
import { tatum } from './schemes/tatum.ts'
import { telegram } from './schemes/telegram.ts'
import { telnyx } from './schemes/telnyx.ts'
import { tiktok } from './schemes/tiktok.ts'
import { travisCi } from './schemes/travis-ci.ts'
import { trello } from './schemes/trello.ts'
import { truelayer } from './schemes/truelayer.ts'
import { twilio } from './schemes/twilio.ts'
import { twilioJson } from './schemes/twilio-json.ts'
import { twitch } from './schemes/twitch.ts'
import { twitter } from './schemes/twitter.ts'
import { typeform } from './schemes/typeform.ts'
import { vanta } from './schemes/vanta.ts'
import { vercel } from './schemes/vercel.ts'
import { viber } from './schemes/viber.ts'
import { vonage } from './schemes/vonage.ts'
import { webex } from './schemes/webex.ts'
import { webexConnect } from './schemes/webex-connect.ts'
import { webflow } from './schemes/webflow.ts'
import { websub } from './schemes/websub.ts'
import { whatsapp } from './schemes/whatsapp.ts'
import { whop } from './schemes/whop.ts'
import { wise } from './schemes/wise.ts'
import { wix } from './schemes/wix.ts'
import { woocommerce } from './schemes/woocommerce.ts'
import { workos } from './schemes/workos.ts'
import { worldpayAccess } from './schemes/worldpay-access.ts'
import { xaman } from './schemes/xaman.ts'
import { xero } from './schemes/xero.ts'
import { zapier } from './schemes/zapier.ts'
import { zendesk } from './schemes/zendesk.ts'
import { zitadel } from './schemes/zitadel.ts'
import { zoom } from './schemes/zoom.ts'

/**
 * The catalogue: every scheme by its name. Importing it loads and bundles them all; `countersign/schemes/<name>` one,
 * and `loadScheme()` of `countersign/schemes` the one that is wanted.
 */
export const schemes: Readonly<Record<string, Scheme>> = Object.freeze({
  ably,
  acuity,
  adyen,
  'adyen-platform': adyenPlatform,
  affirm,
  aftership,
  'aftership-returns': aftershipReturns,
  airship,
  airtable,
  airwallex,
  alchemy,
  anthropic,
  asana,
  ashby,
  'atlassian-connect': atlassianConnect,
  auth0,
  'authorize-net': authorizeNet,
  'autodesk-aps': autodeskAps,
  'aws-sns': awsSns,
  'azure-eventgrid': azureEventgrid,
  bamboohr,
  bigcommerce,
  'bigcommerce-signed': bigcommerceSigned,
  bitbucket,
  bland,
  blockfrost,
  boldsign,
  bolt,
  box,
  braintree,
  brevo,
  brex,
  btcpay,
  buildkite,
  'buildkite-token': buildkiteToken,
  calcom,
  calendly,
  cashfree,
  chargebee,
  chargify,
  'checkout-com': checkoutCom,
  checkr,
  circleci,
  clerk,
  clickup,
  'cloudevents-webhook': cloudeventsWebhook,
  'cloudflare-notifications': cloudflareNotifications,
  'cloudflare-stream': cloudflareStream,
  cloudinary,
  'coinbase-cdp': coinbaseCdp,
  'coinbase-commerce': coinbaseCommerce,
  configcat,
  contentful,
  convoy,
  'convoy-advanced': convoyAdvanced,
  crisp,
  cronofy,
  cursor,
  customerio,
  datadog,
  datasaur,
  'dbt-cloud': dbtCloud,
  deel,
  discord,
  discourse,
  documenso,
  docusign,
  dodopayments,
  doppler,
  dropbox,
  'dropbox-sign': dropboxSign,
  dub,
  dwolla,
  dyte,
  easypost,
  ebay,
  elevenlabs,
  'expo-eas': expoEas,
  fal,
  figma,
  fillout,
  finch,
  flutterwave,
  forgejo,
  formstack,
  framer,
  front,
  'front-rule': frontRule,
  fusionauth,
  getstream,
  ghost,
  gitea,
  github,
  'github-sha1': githubSha1,
  gitlab,
  'gitlab-signing': gitlabSigning,
  gocardless,
  gogs,
  'google-pubsub-push': googlePubsubPush,
  grafana,
  'grafana-timestamp': grafanaTimestamp,
  greenhouse,
  gusto,
  helpscout,
  heroku,
  hook0,
  hookdeck,
  'hubspot-v1': hubspotV1,
  'hubspot-v2': hubspotV2,
  'hubspot-v3': hubspotV3,
  huggingface,
  hygraph,
  'incident-io': incidentIo,
  increase,
  intercom,
  jira,
  keygen,
  kinde,
  klaviyo,
  knock,
  'kontent-ai': kontentAi,
  lago,
  'lago-jwt': lagoJwt,
  lark,
  launchdarkly,
  lemonsqueezy,
  line,
  linear,
  linkedin,
  lithic,
  liveblocks,
  livekit,
  lob,
  logto,
  'loop-returns': loopReturns,
  loops,
  lusha,
  mailerlite,
  mailersend,
  mailgun,
  'make-events': makeEvents,
  mandrill,
  mautic,
  'mercado-pago': mercadoPago,
  'merge-dev': mergeDev,
  messagebird,
  meta,
  metronome,
  'microsoft-graph': microsoftGraph,
  mixpanel,
  'modern-treasury': modernTreasury,
  mollie,
  monday,
  'mongodb-atlas': mongodbAtlas,
  'ms-teams': msTeams,
  mux,
  netlify,
  'new-relic': newRelic,
  notion,
  'npm-hooks': npmHooks,
  nylas,
  okta,
  onfido,
  onfleet,
  openai,
  'oracle-commerce': oracleCommerce,
  orb,
  outpost,
  paddle,
  pagerduty,
  pandadoc,
  paymongo,
  paypal,
  paystack,
  persona,
  plaid,
  plivo,
  podium,
  polar,
  'port-io': portIo,
  postal,
  postmark,
  primer,
  pusher,
  qstash,
  quickbooks,
  razorpay,
  recurly,
  render,
  replicate,
  resend,
  retell,
  revolut,
  rfc9421,
  'salesforce-mc-ens': salesforceMcEns,
  sanity,
  seatable,
  segment,
  sendbird,
  sendgrid,
  sentry,
  shippo,
  shopify,
  'shopify-events': shopifyEvents,
  signable,
  signatureapi,
  sinch,
  'sinch-application': sinchApplication,
  'sinch-numbers': sinchNumbers,
  slack,
  sparkpost,
  square,
  squarespace,
  'standard-webhooks': standardWebhooks,
  'standard-webhooks-v1a': standardWebhooksV1a,
  statsig,
  strike,
  stripe,
  stytch,
  'supabase-auth-hook': supabaseAuthHook,
  surveymonkey,
  svix,
  'swagger-portal': swaggerPortal,
  taiga,
  tailscale,
  tally,
  tatum,
  telegram,
  telnyx,
  tiktok,
  'travis-ci': travisCi,
  trello,
  truelayer,
  twilio,
  'twilio-json': twilioJson,
  twitch,
  twitter,
  typeform,
  vanta,
  vercel,
  viber,
  vonage,
  webex,
  'webex-connect': webexConnect,
  webflow,
  websub,
  whatsapp,
  whop,
  wise,
  wix,
  woocommerce,
  workos,
  'worldpay-access': worldpayAccess,
  xaman,
  xero,
  zapier,
  zendesk,
  zitadel,
  zoom,
})
