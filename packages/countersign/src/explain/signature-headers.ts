// Written by `npm run docs` from the files of `schemes/`: one scheme each, under its name.

const rows = `
: adyen aws-sns braintree dropbox-sign figma kinde mailgun microsoft-graph pandadoc wix
aftership-hmac-sha256: aftership
as-signature-hmac-sha256: aftership-returns
ashby-signature: ashby
authorization: atlassian-connect auth0 azure-eventgrid bigcommerce brevo chargebee cloudevents-webhook datadog dbt-cloud fillout google-pubsub-push livekit mixpanel monday ms-teams new-relic okta postmark sinch-application sparkpost vonage zapier
blockfrost-signature: blockfrost
box-delivery-timestamp: box
box-signature-algorithm: box
box-signature-primary: box
box-signature-secondary: box
box-signature-version: box
btcpay-sig: btcpay
calendly-webhook-signature: calendly
cf-webhook-auth: cloudflare-notifications
circleci-signature: circleci
cko-signature: checkout-com
content-digest: rfc9421
cronofy-hmac-sha256: cronofy
date: keygen
dub-signature: dub
dyte-signature: dyte
elevenlabs-signature: elevenlabs
event-signature: worldpay-access
expo-signature: expo-eas
finch-event-id: finch
finch-signature: finch
finch-timestamp: finch
framer-signature: framer
framer-webhook-submission-id: framer
gcms-signature: hygraph
heroku-webhook-hmac-sha256: heroku
hmacsignature: adyen-platform
intuit-signature: quickbooks
keygen-date: keygen
keygen-signature: keygen
klaviyo-signature: klaviyo
klaviyo-timestamp: klaviyo
linear-signature: linear
lob-signature: lob
lob-signature-timestamp: lob
logto-signature-sha-256: logto
messagebird-signature-jwt: messagebird
metronome-webhook-signature: metronome
mux-signature: mux
paddle-signature: paddle
paymongo-signature: paymongo
paypal-auth-algo: paypal
paypal-cert-url: paypal
paypal-transmission-sig: paypal
paypal-transmission-time: paypal
persona-signature: persona
plaid-verification: plaid
podium-signature: podium
podium-timestamp: podium
portal-signature: swagger-portal
recurly-signature: recurly
revolut-request-timestamp: revolut
revolut-signature: revolut
sanity-webhook-signature: sanity
sentry-hook-signature: sentry
shippo-auth-signature: shippo
shopify-hmac-sha256: shopify shopify-events
signature: greenhouse mailerlite mailersend rfc9421 signable travis-ci
signature-input: rfc9421
sm-signature: surveymonkey
squarespace-signature: squarespace
stripe-signature: stripe
svix-id: clerk resend stytch svix vanta
svix-signature: clerk resend stytch svix vanta
svix-timestamp: clerk resend stytch svix vanta
tailscale-webhook-signature: tailscale
tally-signature: tally
telnyx-signature-ed25519: telnyx
telnyx-timestamp: telnyx
tiktok-signature: tiktok
tl-signature: truelayer
twitch-eventsub-message-id: twitch
twitch-eventsub-message-signature: twitch
twitch-eventsub-message-timestamp: twitch
typeform-signature: typeform
upstash-signature: qstash
verif-hash: flutterwave
webhook-id: anthropic bigcommerce-signed brex dodopayments gitlab-signing incident-io increase lithic liveblocks loops make-events openai polar render replicate signatureapi standard-webhooks standard-webhooks-v1a supabase-auth-hook whop
webhook-signature: anthropic bigcommerce-signed brex cloudflare-stream dodopayments gitlab-signing gocardless incident-io increase lithic liveblocks loops make-events mautic openai polar render replicate signatureapi standard-webhooks standard-webhooks-v1a supabase-auth-hook whop
webhook-timestamp: anthropic bigcommerce-signed brex dodopayments gitlab-signing incident-io increase lithic liveblocks loops make-events openai polar render replicate signatureapi standard-webhooks standard-webhooks-v1a supabase-auth-hook whop
workos-signature: workos
x-ably-signature: ably
x-acuity-signature: acuity
x-adsk-signature: autodesk-aps
x-affirm-signature: affirm
x-airtable-content-mac: airtable
x-alchemy-signature: alchemy
x-anet-signature: authorize-net
x-authorization-digest: docusign
x-bamboohr-signature: bamboohr
x-bamboohr-timestamp: bamboohr
x-boldsign-signature: boldsign
x-bolt-hmac-sha256: bolt
x-buildkite-signature: buildkite
x-buildkite-token: buildkite-token
x-cal-signature-256: calcom
x-cc-webhook-signature: coinbase-commerce
x-chargify-webhook-signature-hmac-sha-256: chargify
x-checkr-signature: checkr
x-cio-signature: customerio
x-cio-timestamp: customerio
x-cld-signature: cloudinary
x-cld-timestamp: cloudinary
x-configcat-webhook-id: configcat
x-configcat-webhook-signature-v1: configcat
x-configcat-webhook-timestamp: configcat
x-contentful-signature: contentful
x-contentful-timestamp: contentful
x-convoy-signature: convoy convoy-advanced
x-crisp-request-timestamp: crisp
x-crisp-signature: crisp
x-datasaur-signature: datasaur
x-deel-signature: deel
x-discourse-event-signature: discourse
x-documenso-secret: documenso
x-docusign-signature-1: docusign
x-doppler-signature: doppler
x-dropbox-signature: dropbox
x-ebay-signature: ebay
x-fal-webhook-request-id: fal
x-fal-webhook-signature: fal
x-fal-webhook-timestamp: fal
x-forgejo-signature: forgejo
x-front-request-timestamp: front
x-front-signature: front front-rule
x-fs-signature: formstack
x-fusionauth-signature-jwt: fusionauth
x-ghost-signature: ghost
x-gitea-signature: gitea
x-gitlab-token: gitlab
x-gogs-signature: gogs
x-grafana-alerting-signature: grafana grafana-timestamp
x-gusto-signature: gusto
x-helpscout-signature: helpscout
x-hmac-signature: easypost
x-hook-signature: asana
x-hook0-signature: coinbase-cdp hook0
x-hookdeck-signature: hookdeck
x-hookdeck-signature-2: hookdeck
x-hub-signature: bitbucket github-sha1 intercom jira webex-connect websub
x-hub-signature-256: github meta whatsapp
x-hubspot-request-timestamp: hubspot-v3
x-hubspot-signature: hubspot-v1 hubspot-v2
x-hubspot-signature-v3: hubspot-v3
x-knock-signature: knock
x-kontent-ai-signature: kontent-ai
x-lago-signature: lago lago-jwt
x-lago-signature-algorithm: lago lago-jwt
x-lark-request-nonce: lark
x-lark-request-timestamp: lark
x-lark-signature: lark
x-ld-signature: launchdarkly
x-li-signature: linkedin
x-line-signature: line
x-loop-signature: loop-returns
x-lusha-signature: lusha
x-lusha-timestamp: lusha
x-mandrill-signature: mandrill
x-merge-webhook-signature: merge-dev
x-metronome-date: metronome
x-mms-signature: mongodb-atlas
x-mollie-signature: mollie
x-notion-signature: notion
x-npm-signature: npm-hooks
x-nylas-signature: nylas
x-onfleet-signature: onfleet
x-oracle-cc-webhook-signature: oracle-commerce
x-orb-signature: orb
x-orb-timestamp: orb
x-outpost-signature: outpost
x-pagerduty-signature: pagerduty
x-payload-hash: tatum
x-paystack-signature: paystack
x-plivo-signature-v3: plivo
x-port-signature: port-io
x-port-timestamp: port-io
x-postal-signature-256: postal
x-pusher-key: pusher
x-pusher-signature: pusher
x-razorpay-signature: razorpay
x-request-signature-sha-256: dwolla
x-retell-signature: retell
x-seatable-signature: seatable
x-sendbird-signature: sendbird
x-sfmc-ens-signature: salesforce-mc-ens
x-sha2-signature: onfido
x-shopify-hmac-sha256: shopify
x-signature: airwallex clickup getstream lemonsqueezy mercado-pago modern-treasury segment
x-signature-ed25519: discord
x-signature-primary: primer
x-signature-secondary: primer
x-signature-sha256: wise
x-signature-timestamp: discord
x-sinch-signature: sinch-numbers
x-sinch-webhook-signature: sinch
x-sinch-webhook-signature-nonce: sinch
x-sinch-webhook-signature-timestamp: sinch
x-slack-request-timestamp: slack
x-slack-signature: slack
x-spark-signature: webex
x-square-hmacsha256-signature: square
x-statsig-request-timestamp: statsig
x-statsig-signature: statsig
x-taiga-webhook-signature: taiga
x-telegram-bot-api-secret-token: telegram
x-timestamp: airwallex sinch-application
x-tl-webhook-timestamp: truelayer
x-trello-webhook: trello
x-twilio-email-event-webhook-signature: sendgrid
x-twilio-email-event-webhook-timestamp: sendgrid
x-twilio-signature: twilio twilio-json
x-twilio-webhooks-signature-settings: twilio twilio-json
x-twitter-webhooks-signature: twitter
x-ua-signature: airship
x-ua-timestamp: airship
x-vercel-signature: vercel
x-viber-content-signature: viber
x-wc-webhook-signature: woocommerce
x-webflow-signature: webflow
x-webflow-timestamp: webflow
x-webhook-secret: huggingface
x-webhook-signature: bland cashfree cursor netlify strike
x-webhook-timestamp: cashfree
x-xero-signature: xero
x-xumm-request-signature: xaman
x-xumm-request-timestamp: xaman
x-zendesk-webhook-signature: zendesk
x-zendesk-webhook-signature-timestamp: zendesk
x-zm-request-timestamp: zoom
x-zm-signature: zoom
zitadel-signature: zitadel
`

/** The names of the schemes that read a header, by its lower-case name; under the empty name those that read none. */
export const signatureHeaders: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  rows
    .slice(1, -1)
    .split('\n')
    .map((row) => row.split(': '))
    .map(([header = '', names = '']) => [header, names.split(' ')]),
)
