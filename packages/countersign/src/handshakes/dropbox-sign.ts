import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Dropbox Sign counts an event as failed unless exactly this text is answered.
 *
 * Source: dropbox-sign (PyPI) 2.0.0 event_callback_helper.py.
 */
export const dropboxSignHandshake: readonly HandshakeRule[] = [
  {
    when: { method: 'POST' },
    trust: { by: 'signature' },
    reply: { status: 200, body: { text: 'Hello API Event Received' } },
    event: true,
  },
]
