// Written by `npm run docs` from the files of `schemes/`: one scheme each, under its name.
import type { Scheme } from '../scheme/scheme.ts'

const loaders: Readonly<Record<string, () => Promise<Scheme>>> = {
  discord: async () => (await import('./discord.ts')).discord,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  'hubspot-v1': async () => (await import('./hubspot-v1.ts')).hubspotV1,
  'hubspot-v3': async () => (await import('./hubspot-v3.ts')).hubspotV3,
  mailgun: async () => (await import('./mailgun.ts')).mailgun,
  paddle: async () => (await import('./paddle.ts')).paddle,
  persona: async () => (await import('./persona.ts')).persona,
  postmark: async () => (await import('./postmark.ts')).postmark,
  seatable: async () => (await import('./seatable.ts')).seatable,
  sendgrid: async () => (await import('./sendgrid.ts')).sendgrid,
  shopify: async () => (await import('./shopify.ts')).shopify,
  slack: async () => (await import('./slack.ts')).slack,
  'standard-webhooks': async () => (await import('./standard-webhooks.ts')).standardWebhooks,
  stripe: async () => (await import('./stripe.ts')).stripe,
  svix: async () => (await import('./svix.ts')).svix,
  telegram: async () => (await import('./telegram.ts')).telegram,
  twilio: async () => (await import('./twilio.ts')).twilio,
  webex: async () => (await import('./webex.ts')).webex,
  websub: async () => (await import('./websub.ts')).websub,
  zoom: async () => (await import('./zoom.ts')).zoom,
}

/** The names of the catalogue's schemes. */
export const schemeNames: readonly string[] = Object.keys(loaders)

/**
 * The scheme of a name, `undefined` where there is none. Only its own module is loaded; `countersign/catalogue` has
 * them all.
 *
 * @example
 * const scheme = await loadScheme('github')
 */
export async function loadScheme(name: string): Promise<Scheme | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined
}
