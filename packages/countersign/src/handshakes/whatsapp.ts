import type { HandshakeRule } from '../scheme/handshake.ts'
import { metaHandshake } from './meta.ts'

/** WhatsApp is set up as all of Meta's webhooks are. */
export const whatsappHandshake: readonly HandshakeRule[] = metaHandshake
