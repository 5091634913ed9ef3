import { onlyWhere } from '../engines/only-where.ts'
import { token } from '../engines/token.ts'
import { figmaHandshake } from '../handshakes/figma.ts'
import { type FoundPlace, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const passcode = jsonField('passcode')

/** A body with two passcodes says one thing to one parser and another to the next. */
const once: FoundPlace = {
  in: 'found',
  title: 'passcode in the body',
  headers: [],
  find: (message) => passcode.findSigned?.(message),
}

/**
 * Figma. The passcode that was given when the webhook was made comes back in the JSON body, and proves nothing of the
 * rest of it. `webhook_id` is the webhook's own: no id of the event.
 *
 * Sources: developers.figma.com/docs/rest-api/webhooks-security; @figma/rest-api-spec 0.43.0.
 */
export const figma: Scheme = onlyWhere(
  once,
  () => true,
  token({
    name: 'figma',
    title: 'Figma',
    documentation: ['https://developers.figma.com/docs/rest-api/webhooks-security'],
    confidence: 'high',
    at: passcode,
    describe: described({ type: jsonField('event_type') }),
    unprotected: ['type'],
    handshake: figmaHandshake,
    delivery: { disables: 'at once when a passcode is answered with 400' },
  }),
)
