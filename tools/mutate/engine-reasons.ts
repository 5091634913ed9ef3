import type { GatewayReason } from './gateway-reasons.ts'

/** As of the gateway, below `packages/countersign/src`. */
export type EngineReason = GatewayReason

const absent = 'It stands in for a value that is always there when the line is reached.'
const nameBeside =
  'It is the name of a form whose way to decode stands beside it or is none; that is what is looked for.'
const notLookedFor = 'It is the only kind that is not looked for by its name.'
const told = 'It is told to people.'
const longerTable = 'It makes a table longer, behind whose end nothing is looked for.'
const unseenKey =
  'Whether a key may be taken out again is seen by who holds it, and nobody is handed this one.'

const defaults = [
  ['keys/certificate.ts', 'tag = 0'],
  ['engines/ecdsa-der.ts', 'second = 0'],
  ['engines/ecdsa-der.ts', 'digits[0] ?? 0'],
  ['engines/public-key.ts', 'bytes ?? 0'],
  ['engines/message-signature/message-signature.ts', 'index ?? 0'],
  ['content/crc32.ts', '?? 0'],
  ['content/md5.ts', '?? 0'],
  ['content/md5.ts', 'a = 0'],
] as const
const forms = [
  ['engines/hmac/hmac.ts', "'utf8'"],
  ['engines/jws/jws-keys.ts', "'utf8'"],
  ['engines/keyed-hash.ts', "'utf8'"],
  ['engines/message-signature/message-signature.ts', "'utf8'"],
  ['engines/message-signature/sign.ts', "'utf8'"],
  ['engines/standard-webhooks.ts', "'base64'"],
] as const
const made = [
  'body-hash',
  'crc32',
  'form-payload',
  'if-present',
  'json-text',
  'lower',
  'md5',
  'param',
  'sorted-form',
] as const

/** Why a place of the engines, of what they read and of what they are built on makes no difference. */
export const engineReasons: readonly EngineReason[] = [
  ...defaults.map(([file, beside]) => ({ in: file, was: '0', beside, why: absent })),
  ...forms.map(([file, was]) => ({ in: file, was, why: nameBeside })),
  ...made.map((name) => ({ in: `content/${name}.ts`, was: "'made'", why: notLookedFor })),
  { in: 'content/crc32.ts', was: '256', why: longerTable },
  { in: 'content/md5.ts', was: '64', beside: 'length: 64', why: longerTable },
  {
    in: 'engines/token.ts',
    was: "'utf8'",
    beside: 'hmacKeyMaterial',
    why: nameBeside,
  },
  {
    in: 'engines/token.ts',
    was: "'base64'",
    why: notLookedFor,
  },
  {
    in: 'engines/message-signature/message-algorithms.ts',
    was: "'hex'",
    why: notLookedFor,
  },
  {
    in: 'engines/either.ts',
    was: "' or '",
    why: told,
  },
  {
    in: 'engines/key-pair-sign.ts',
    was: 'false',
    why: unseenKey,
  },
  {
    in: 'engines/handshake/unsealed.ts',
    was: 'false',
    why: unseenKey,
  },
  {
    in: 'engines/handshake.ts',
    was: "'signature'",
    why: 'It spares reading the body; each rule is asked for its trust again, once the message is read.',
  },
  {
    in: 'engines/signed-content.ts',
    was: 'false',
    beside: 'nested = false',
    why: 'It spares a copy of pieces that hold no further pieces.',
  },
  {
    in: 'engines/jws/read-jws.ts',
    was: '4',
    why: 'More than three pieces are refused, however many of them are looked at.',
  },
  {
    in: 'content/listed-headers.ts',
    was: '1',
    beside: 'mostHeaders + 1',
    why: 'More names than the most are refused, however many of them are looked at.',
  },
  {
    in: 'content/body-behind-digits.ts',
    was: '0',
    beside: 'first = 0',
    why: 'It stands in for the first byte of an empty body, and is no digit with either.',
  },
  {
    in: 'keys/certificate.ts',
    was: 'validity === undefined || subject === undefined',
    why: 'Who has the key that stands behind them has these two.',
  },
  {
    in: 'keys/crypto-key.ts',
    was: "'hex'",
    why: 'Two texts of it are compared with each other, however they are written.',
  },
  {
    in: 'message/body.ts',
    was: 'bytes.buffer instanceof ArrayBuffer || isArrayBuffer(bytes.buffer)',
    why: 'The first asks the same of the own realm alone, in a fraction of the time.',
  },
  {
    in: 'message/json-doubled.ts',
    was: "']'",
    beside: "text[at] === '}' || text[at] === ']'",
    why: 'The first element of an empty list would be its bracket, which no further step leads into.',
  },
  {
    in: 'message/multipart.ts',
    was: '0',
    beside: 'head < 0',
    why: 'What is found stands behind the first boundary, so never at 0.',
  },
]
