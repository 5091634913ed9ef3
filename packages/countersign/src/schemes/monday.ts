import { jwt } from '../engines/jwt.ts'
import { mondayHandshake } from '../handshakes/monday.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * monday.com, webhooks of apps. A JWT by HS256 without Bearer before it; it says nothing of the body. Its audience is the
 * webhook's address, as the param says it.
 *
 * Source: github.com/mondaycom/welcome-apps.
 */
export const monday: Scheme = jwt({
  name: 'monday',
  title: 'monday.com',
  documentation: ['https://github.com/mondaycom/welcome-apps'],
  confidence: 'high',
  at: header('Authorization'),
  algorithms: ['HS256'],
  claims: { aud: [{ param: 'audience' }] },
  params: { audience: { title: 'the address that monday calls, as it is registered' } },
  expires: true,
  describe: described({ type: jsonField('event', 'type'), id: jsonField('event', 'triggerUuid') }),
  handshake: mondayHandshake,
})
