import { boundHeaders } from '../content/bound-headers.ts'
import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, type Part, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'X-Hook0-Signature'

const signed = (version: string, content: readonly Part[]): Scheme =>
  hmac({
    hash: 'sha256',
    encoding: hex,
    signature: parameter(name, version),
    content: contentOf(content),
    timestamp: clock({ at: parameter(name, 't'), unit: 'seconds' }),
  })

/**
 * Hook0. Hex HMAC-SHA256 as `t=…,v0=…` of `timestamp.body`, or as `t=…,h=…,v1=…` of the timestamp, the names of the
 * headers in `h`, what they hold, and the body. Beside a `v1` no `v0` is looked at; who leaves the `v1` out of a
 * message that has both is not seen, so that the headers are protected no more than by `v0`.
 *
 * Source: hook0/hook0 output-worker/src/work.rs and its tests.
 */
export const hook0: Scheme = either(
  {
    name: 'hook0',
    title: 'Hook0',
    documentation: ['https://github.com/hook0/hook0'],
    confidence: 'high',
    describe: described({ type: header('X-Event-Type'), id: header('X-Event-Id') }),
    forward: ['X-Event-Type', 'X-Event-Id'],
    unprotected: ['id', 'type'],
  },
  [
    onlyWhere(parameter(name, 'v1'), (text) => text === undefined, signed('v0', [timestamp, '.', body])),
    signed('v1', [timestamp, '.', parameter(name, 'h'), '.', boundHeaders(parameter(name, 'h')), '.', body]),
  ],
)
