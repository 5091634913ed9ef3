import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { namedHeader } from '../message/named-header.ts'
import { jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { checkParams } from '../scheme/check-params.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const signedAt = namedHeader('timestampHeader')

/**
 * Grafana's alerting with a timestamp header, whose name the operator chooses: hex HMAC-SHA256 of `timestamp:body`.
 * Without one it is `grafana`.
 *
 * Source: grafana/alerting http/hmac.go.
 */
export const grafanaTimestamp: Scheme = hmac({
  name: 'grafana-timestamp',
  title: 'Grafana Alerting webhook (HMAC with timestamp)',
  documentation: ['https://github.com/grafana/alerting'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: namedHeader('signatureHeader', 'X-Grafana-Alerting-Signature'),
  content: contentOf([timestamp, ':', body]),
  timestamp: clock({ at: signedAt, unit: 'seconds' }),
  checkParams,
  params: {
    timestampHeader: { title: 'the header of the timestamp, as set in Grafana' },
    signatureHeader: {
      title: 'the header of the signature, where it was renamed in Grafana',
      optional: true,
    },
  },
  describe: described({ type: jsonField('status') }),
})
