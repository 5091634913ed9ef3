/** One or more schemes of each engine and family, with bodies of all kinds: the whole catalogue for each mutant would take a day. */
export const representative: readonly string[] = `
  github stripe slack standard-webhooks standard-webhooks-v1a twilio mandrill adyen mailgun
  braintree dropbox-sign okta postmark brevo monday kinde google-pubsub-push plaid
  truelayer rfc9421 aws-sns paypal sendgrid hubspot-v1 lark contentful persona
  websub keygen discord microsoft-graph gitea mercado-pago travis-ci box webflow
  sanity polar hook0 fal netlify
`
  .trim()
  .split(/\s+/)
