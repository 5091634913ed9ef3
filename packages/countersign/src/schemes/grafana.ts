import { hmac } from '../engines/hmac/hmac.ts'
import { namedHeader } from '../message/named-header.ts'
import { jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Grafana's alerting. Hex HMAC-SHA256 of the raw body; the operator may have renamed the header. With a timestamp
 * header it is `grafana-timestamp`.
 *
 * Source: grafana/alerting http/hmac.go.
 */
export const grafana: Scheme = hmac({
  name: 'grafana',
  title: 'Grafana Alerting webhook (HMAC)',
  documentation: ['https://github.com/grafana/alerting'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: namedHeader('signatureHeader', 'X-Grafana-Alerting-Signature'),
  params: {
    signatureHeader: {
      title: 'the header of the signature, where it was renamed in Grafana',
      optional: true,
    },
  },
  describe: described({ type: jsonField('status') }),
})
