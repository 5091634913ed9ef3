import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * npm registry hooks. Hex HMAC-SHA256 of the raw body after `sha256=` in `x-npm-signature`. A service of 2016; whether
 * it still sends has not been seen.
 *
 * Sources: npm/npm-hook-receiver index.js @9482172; the registry webhook-co/webhook @de3aa4e.
 */
export const npmHooks: Scheme = hmac({
  name: 'npm-hooks',
  title: 'npm registry hooks',
  documentation: ['https://github.com/npm/npm-hook-receiver'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-npm-signature'),
  prefix: 'sha256=',
  describe: described({ type: jsonField('event') }),
})
