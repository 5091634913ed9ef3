import { createDestination, type NewDestination } from '../../src/setup/destination.ts'
import { createRoute } from '../../src/setup/route.ts'
import { createSource, type SourceInput } from '../../src/setup/source.ts'
import { Stage } from './standing.ts'

export const given = (value: string) => ({ value, notBefore: null, expiresAt: null })
export const webex: SourceInput = {
  name: 'in',
  scheme: 'webex',
  secrets: [given('a-webex-secret')],
  unsigned: false,
}
export const app: NewDestination = {
  name: 'app',
  scheme: 'standard-webhooks',
  beside: { url: 'https://app.example.com/hook' },
  secret: `whsec_${'Q'.repeat(43)}=`,
}

/** A source `in`, a destination `app` and the route between them. */
export function stage(): Stage {
  const made = new Stage()
  made.run(createSource, webex)
  made.run(createDestination, app)
  made.run(createRoute, { source: 'in', destination: 'app', filter: null })
  return made
}
