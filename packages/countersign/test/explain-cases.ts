import { createHmac, sign as signBy } from 'node:crypto'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { type Cause, explain, header, hmac, type Scheme, sign } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { gitlab } from 'countersign/schemes/gitlab'
import { postmark } from 'countersign/schemes/postmark'
import { slack } from 'countersign/schemes/slack'
import { square } from 'countersign/schemes/square'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { stripe } from 'countersign/schemes/stripe'
import { twilio } from 'countersign/schemes/twilio'
import { webex } from 'countersign/schemes/webex'

import {
  base64,
  broken,
  brokenKid,
  brokenToken,
  type Case,
  ecdsa,
  form,
  json,
  key,
  latin1,
  lower,
  now,
  of,
  old,
  pair,
  privateKey,
  seconds,
  secret,
  sortedUrl,
  stamped,
  url,
} from './explain-broken.ts'

/** For each cause how a message is broken that has it. The page on causes is written from these. */
export const cases: Readonly<Record<Cause, readonly Case[]>> = {
  'secret-white-space': [
    ['a line end behind the secret', () => broken({ given: `${secret}\n` })],
    ['bytes with a line end behind them', () => broken({ given: Buffer.from(`${secret}\n`) })],
    ['a blank before a token', () => broken({ scheme: gitlab, given: ` ${secret}` })],
  ],
  'secret-quotes': [
    ['quotes around the secret', () => broken({ given: `"${secret}"\n` })],
    ['the quotes of a word processor', () => broken({ given: `“${secret}”` })],
    ['one quote, the other is lost', () => broken({ given: `${secret}"` })],
  ],
  'secret-escaped-line-end': [
    ['a line of the secret ends in a backslash and n', () => broken({ by: 'one\ntwo', given: 'one\\ntwo' })],
  ],
  'secret-with-name': [
    ['the whole line of an environment file', () => broken({ given: `WEBHOOK_SECRET=${secret}` })],
    ['the whole line of a shell script', () => broken({ given: `export hook_secret="${secret}"` })],
    ['the whole line of a file of YAML', () => broken({ given: `secret: ${secret}` })],
  ],
  'secret-line-end-at-provider': [
    ['the provider holds a line end', () => broken({ by: Buffer.from(`${secret}\n`) })],
  ],
  'secret-decoded': [
    [
      'whsec_ and base64, used as text',
      () =>
        broken({ scheme: standardWebhooks, by: Buffer.from(`whsec_${base64}`), given: `whsec_${base64}` }),
    ],
    ['base64 of text, decoded', () => broken({ by: base64, given: key })],
    ['hex of text, decoded', () => broken({ by: key.toString('hex'), given: key })],
    [
      'whsec_ and base64 of text, decoded',
      () => broken({ scheme: stripe, by: `whsec_${base64}`, given: key }),
    ],
  ],
  'secret-prefix': [
    ['whsec_ before a text', () => broken({ by: 'plain text', given: 'whsec_plain text' })],
    [
      'whsec_ decoded along with the key',
      () =>
        broken({
          scheme: standardWebhooks,
          by: `whsec_${base64}`,
          given: Buffer.from(`whsec_${base64}`, 'base64'),
        }),
    ],
  ],
  'secret-prefix-missing': [
    [
      'whsec_ cut off where it is part of the key',
      () => broken({ scheme: stripe, by: `whsec_${base64}`, given: base64 }),
    ],
  ],
  'secret-base64': [
    ['base64, not decoded', () => broken({ by: key, given: base64 })],
    [
      'base64, given as the bytes of its text',
      () =>
        broken({
          scheme: standardWebhooks,
          by: `whsec_${base64}`,
          given: Buffer.from(`whsec_${base64}`),
        }),
    ],
  ],
  'secret-base64url': [
    [
      'base64 without its padding',
      () =>
        broken({ scheme: standardWebhooks, by: Buffer.from('>>>???>>>?'), given: 'whsec_Pj4-Pz8_Pj4-Pw' }),
    ],
  ],
  'secret-base64-twice': [
    [
      'the secret as it stands in a manifest of Kubernetes',
      () =>
        broken({
          scheme: standardWebhooks,
          by: `whsec_${base64}`,
          given: Buffer.from(`whsec_${base64}`).toString('base64'),
        }),
    ],
  ],
  'secret-hex': [['hex, not decoded', () => broken({ by: key, given: key.toString('hex') })]],
  'secret-percent-encoded': [
    ['the secret out of a URL', () => broken({ by: 'a+b/c d', given: encodeURIComponent('a+b/c d') })],
  ],
  'secret-expired': [
    ['the old secret signed', () => broken({ given: old({ expiresAt: new Date(+now - 90_000) }) })],
  ],
  'secret-not-yet-valid': [
    ['the new secret signed', () => broken({ given: old({ notBefore: new Date(+now + 3_600_000) }) })],
  ],
  'secret-of-another-source': [
    [
      'the secret that another source has',
      () => broken({ by: 'their secret', options: { otherSecrets: { staging: ['x', 'their secret'] } } }),
    ],
  ],
  'secret-of-another-mode': [
    [
      'a test event under a live secret',
      () => broken({ scheme: stripe, sent: '{"livemode":false}', by: 'whsec_a', given: 'whsec_b' }),
    ],
  ],
  'credential-prefix': [
    ['a token behind Bearer', () => broken({ scheme: gitlab, change: of((token) => `Bearer ${token}`) })],
  ],
  'signature-algorithm': [
    [
      'SHA-256 in place of SHA-1',
      () =>
        broken({
          headers: { 'x-spark-signature': createHmac('sha256', secret).update(json).digest('hex') },
        }),
    ],
    [
      'URL-safe base64 in place of hex',
      () =>
        broken({
          headers: { 'x-spark-signature': createHmac('sha1', secret).update(json).digest('base64url') },
        }),
    ],
    [
      'ECDSA as r and s in place of DER',
      () => {
        const signature = signBy('sha256', Buffer.from(json), { key: privateKey, dsaEncoding: 'ieee-p1363' })
        const secrets = pair.export({ type: 'spki', format: 'pem' }).toString()
        return explain(
          { headers: { 'x-acme': signature.toString('base64') }, body: json },
          { scheme: ecdsa, secrets },
        )
      },
    ],
  ],
  'signature-capitals': [['hex in capitals', () => broken({ change: of((value) => value.toUpperCase()) })]],
  'signature-white-space': [
    ['quotes around the header', () => broken({ change: of((value) => `"${value}"`) })],
  ],
  'signature-percent-encoded': [
    ['percent-encoded base64', () => broken({ scheme: square, change: of(encodeURIComponent) })],
  ],
  'signature-prefix': [
    ['a prefix too many', () => broken({ change: of((value) => `sha1=${value}`) })],
    [
      'a prefix that is missing',
      () => broken({ scheme: schemes.github as Scheme, change: of((value) => value.replace('sha256=', '')) }),
    ],
  ],
  'signature-content': [
    [
      'the timestamp is signed, too',
      async () => {
        const signed = await sign(
          { body: json, headers: { 'x-time': '1700000000' } },
          { scheme: stamped, secrets: secret },
        )
        return explain(
          { headers: { ...signed.headers, 'x-time': '1700000000' }, body: json },
          {
            scheme: hmac({ name: 'own', hash: 'sha256', encoding: 'hex', signature: header('X-Acme') }),
            secrets: secret,
          },
        )
      },
    ],
  ],
  'token-audience': [['a token for another audience', () => brokenToken({ aud: ['you', 'them'] })]],
  'token-issuer': [['a token of another issuer', () => brokenToken({ iss: 'https://acme.test' })]],
  'token-claim': [['a token whose env is another', () => brokenToken({ env: 'test' })]],
  'token-expired': [['a token that was good for an hour', () => brokenToken({ exp: seconds - 3600 })]],
  'token-not-yet-valid': [['a token of a clock ahead', () => brokenToken({ nbf: seconds + 3600 })]],
  'token-of-another-body': [
    ['a token with another message’s body', () => brokenToken({}, { seen: '{"a":2}' })],
  ],
  'token-algorithm': [
    ['HS512 in place of HS256', () => brokenToken({}, { alg: 'HS512', hash: 'sha512' })],
    ['RS256 in its header, where a secret signs', () => brokenToken({}, { alg: 'RS256' })],
  ],
  'token-unsigned': [['alg: none, and no signature', () => brokenToken({}, { alg: 'none', hash: '' })]],
  'token-key-unknown': [['a kid that is not among the keys', brokenKid]],
  'header-doubled': [
    ['a proxy adds it again', () => broken({ change: of((value) => `${value}, ${value}`) })],
  ],
  'header-renamed': [
    [
      'a proxy writes X-Original- before it',
      () =>
        broken({
          change: ({ 'x-spark-signature': value = '' }) => ({ 'x-original-x-spark-signature': value }),
        }),
    ],
  ],
  'timestamp-unit': [
    [
      'milliseconds in place of seconds',
      () => {
        const time = String(+now)
        const signature = `v0=${createHmac('sha256', secret).update(`v0:${time}:${json}`).digest('hex')}`
        const headers = { 'x-slack-request-timestamp': time, 'x-slack-signature': signature }
        return explain({ headers, body: json }, { scheme: slack, secrets: secret, now })
      },
    ],
  ],
  'body-rewritten': [
    ['indented', () => broken({ sent: '{"a":1}', seen: '{\n  "a": 1\n}' })],
    ['made compact', () => broken({ sent: '{\n\t"a": 1\n}', seen: '{"a":1}' })],
    ['Python wrote it, JavaScript once more', () => broken({ sent: '{"a": "\\u00f6"}', seen: '{"a":"ö"}' })],
    ['PHP wrote it', () => broken({ sent: '{"a":"\\/\\u00f6"}', seen: '{"a": "/ö"}' })],
    ['PHP wrote it once more', () => broken({ sent: '{"a": "/\\\\/ö"}', seen: '{"a":"\\/\\\\\\/\\u00f6"}' })],
    ['Go or Rails wrote it', () => broken({ sent: '{"a":"\\u003cb\\u003e\\u0026"}', seen: '{"a":"<b>&"}' })],
    ['.NET wrote it', () => broken({ sent: '{"a":"\\u002B\\u00F6"}', seen: '{"a":"+ö"}' })],
    [
      'Python wrote it, Go once more',
      () => broken({ sent: '{"a": "<b>"}', seen: '{"a":"\\u003cb\\u003e"}' }),
    ],
    ['Go wrote it with a line end', () => broken({ sent: '{"a":"\\u003cb"}\n', seen: '{"a":"<b"}' })],
    ['PHP indented it', () => broken({ sent: '{\n    "a": "\\u00f6\\/"\n}', seen: '{"a":"ö/"}' })],
    [
      'Python indented it',
      () => broken({ sent: '{\n  "a": [\n    "\\u00f6",\n    {}\n  ]\n}', seen: '{"a":["ö",{}]}' }),
    ],
    [
      'Ruby indented it',
      () => broken({ sent: '{\n  "a": [\n\n  ],\n  "b": {\n  }\n}', seen: '{"a":[],"b":{}}' }),
    ],
    ['.NET wrote its quotes', () => broken({ sent: '{"a":"\\u0022\\u003C"}', seen: '{"a":"\\"<"}' })],
    [
      'a terminal’s curl took its line ends off',
      () => broken({ sent: '{\n  "a": 1\n}\n', seen: '{  "a": 1}' }),
    ],
    ['a parsed body written as text', () => broken({ seen: '[object Object]' })],
    ['Ruby wrote it, Python once more', () => broken({ sent: '{"a":"ö"}', seen: '{"a": "\\u00f6"}' })],
  ],
  'body-keys-moved': [
    [
      'keys that were sorted are not',
      () => broken({ sent: '{"a":1,"b":[{"c":2,"d":3}]}', seen: '{"b":[{"d":3,"c":2}],"a":1}' }),
    ],
    [
      'numbers as keys, in the order of text',
      () => broken({ sent: '{"10":1,"2":{"a":1,"b":2}}', seen: '{"2":{"b":2,"a":1},"10":1}' }),
    ],
  ],
  'body-line-end-added': [['a line end behind it', () => broken({ seen: `${json}\n` })]],
  'body-line-end-removed': [['the line end is gone', () => broken({ sent: `${json}\r\n`, seen: json })]],
  'body-line-ends-changed': [
    ['LF became CRLF', () => broken({ sent: '{\n"a":1\n}', seen: '{\r\n"a":1\r\n}' })],
  ],
  'body-mark-added': [['a byte order mark before it', () => broken({ seen: `\ufeff${json}` })]],
  'body-mark-removed': [['the byte order mark is gone', () => broken({ sent: `\ufeff${json}`, seen: json })]],
  'body-white-space-added': [['blanks around a text', () => broken({ sent: 'text', seen: '  text \n ' })]],
  'body-normalized': [
    ['composed letters were decomposed', () => broken({ sent: 'text: ö', seen: 'text: o\u0308' })],
  ],
  'body-latin1-decoded': [
    ['UTF-8 read as Latin-1', () => broken({ sent: json, seen: latin1 })],
    ['UTF-8 read as Windows-1252', () => broken({ sent: '“9 €”', seen: 'â€œ9 â‚¬â€\u009d' })],
  ],
  'body-latin1-encoded': [
    ['written as Latin-1', () => broken({ sent: 'Größe', seen: Buffer.from('Größe', 'latin1') })],
    ['written as Windows-1252', () => broken({ sent: '9 €', seen: Buffer.from('9 \u0080', 'latin1') })],
  ],
  'body-longer': [
    ['bytes behind it', () => broken({ sent: 'abc', seen: 'abcdef', headers: { 'content-length': '3' } })],
  ],
  'body-shorter': [
    ['bytes are missing', () => broken({ sent: 'abcdef', seen: 'abc', headers: { 'content-length': '6' } })],
  ],
  'body-lost-letters': [['letters became U+FFFD', () => broken({ seen: json.replace('ö', '\ufffd') })]],
  'body-empty': [['read before', () => broken({ seen: '' })]],
  'body-placeholder': [['an empty body became {}', () => broken({ sent: '', seen: '{}' })]],
  'body-compressed': [
    ['gzip that nobody has undone', () => broken({ seen: gzipSync(json) })],
    ['deflate that nobody has undone', () => broken({ seen: deflateSync(json) })],
    [
      'Brotli that nobody has undone',
      () => broken({ seen: brotliCompressSync(json), headers: { 'content-encoding': 'br' } }),
    ],
  ],
  'body-decompressed': [
    [
      'gzip was signed, and undone',
      () => broken({ sent: gzipSync(json), seen: json, headers: { 'content-encoding': 'gzip' } }),
    ],
  ],
  'body-base64': [
    ['base64 of a serverless platform', () => broken({ seen: Buffer.from(json).toString('base64') })],
  ],
  'body-event': [
    [
      'the whole event of a serverless platform',
      () =>
        broken({
          seen: JSON.stringify({ isBase64Encoded: true, body: Buffer.from(json).toString('base64') }),
        }),
    ],
  ],
  'body-json-text': [['JSON.stringify of a text', () => broken({ seen: JSON.stringify(json) })]],
  'body-taken-from-form': [
    [
      'the field payload of a form',
      () => broken({ sent: `payload=${encodeURIComponent(json)}`, seen: json }),
    ],
  ],
  'body-form-rewritten': [
    ['its fields sorted', () => broken({ sent: 'a=1&b=2', seen: 'b=2&a=1' })],
    ['sorted here, not there', () => broken({ sent: 'c=1&a=2&b=3', seen: 'a=2&b=3&c=1' })],
    ['brackets not encoded', () => broken({ sent: form, seen: form.replace('%5B%5D', '[]') })],
    ['%20 in place of +', () => broken({ sent: form, seen: form.replace('+', '%20') })],
  ],
  'url-scheme': [
    ['http behind a proxy', () => broken({ scheme: square, seenUrl: url.replace('https', 'http') })],
  ],
  'url-host': [
    [
      'the path alone, as node:http has it',
      () => broken({ scheme: square, seenUrl: '/hooks/acme?b=2&a=1', headers: { host: 'example.com' } }),
    ],
    [
      'the host of the machine behind the proxy',
      () =>
        broken({
          scheme: square,
          seenUrl: url.replace('example.com', '10.0.0.7'),
          headers: { 'x-forwarded-host': 'example.com' },
        }),
    ],
  ],
  'url-port': [
    [
      'the port behind the proxy',
      () => broken({ scheme: square, seenUrl: url.replace('.com', '.com:8080') }),
    ],
  ],
  'url-slash': [
    ['a slash too many', () => broken({ scheme: square, seenUrl: url.replace('acme', 'acme/') })],
  ],
  'url-path': [
    [
      'a proxy that takes the beginning off',
      () =>
        broken({
          scheme: square,
          seenUrl: url.replace('/hooks', ''),
          headers: { 'x-forwarded-prefix': '/hooks' },
        }),
    ],
  ],
  'url-query': [
    ['the query in another order', () => broken({ scheme: square, signedUrl: sortedUrl })],
    ['a proxy that sorts the query', () => broken({ scheme: square, seenUrl: sortedUrl })],
    [
      'a query that was not registered',
      () => broken({ scheme: square, signedUrl: url.replace(/[?].*/, '') }),
    ],
  ],
  'url-percent': [
    [
      'a proxy that writes %c3 as %C3',
      () =>
        broken({
          scheme: square,
          signedUrl: 'https://h.example/%c3%a4',
          seenUrl: 'https://h.example/%C3%A4',
        }),
    ],
  ],
  'clock-behind': [
    ['a clock two hours off', () => broken({ scheme: slack, at: new Date(+now - 7_200_000) })],
    ['a message that waited', () => broken({ scheme: slack, at: new Date(+now - 1_000_000) })],
    [
      'a retry that has the signature of its first attempt',
      () => broken({ scheme: slack, at: new Date(+now - 3 * 86_400_000) }),
    ],
  ],
  'clock-ahead': [
    ['a sender’s clock ten minutes ahead', () => broken({ scheme: slack, at: new Date(+now + 600_000) })],
  ],
  'another-form': [
    [
      'the older header alone',
      async () => {
        const scheme = schemes['github-sha1'] as Scheme
        const { headers } = await sign({ body: json }, { scheme, secrets: secret })
        return explain(
          { headers, body: json },
          { scheme: schemes.github as Scheme, secrets: secret, schemes },
        )
      },
    ],
  ],
  'another-provider': [
    [
      'a message of Standard Webhooks, which many send, at a source of Webex',
      async () => {
        const { headers } = await sign(
          { body: json, id: 'msg_1' },
          { scheme: standardWebhooks, secrets: base64, now },
        )
        return explain({ headers: lower(headers), body: json }, { scheme: webex, secrets: secret, now })
      },
    ],
    [
      'Stripe’s message at a source of GitHub',
      async () => {
        const { headers } = await sign({ body: json }, { scheme: stripe, secrets: 'theirs', now })
        return explain(
          { headers, body: json },
          { scheme: schemes.github as Scheme, secrets: secret, schemes, now },
        )
      },
    ],
    [
      'the same, with the same secret',
      async () => {
        const { headers } = await sign({ body: json }, { scheme: stripe, secrets: secret, now })
        return explain(
          { headers, body: json },
          { scheme: schemes.github as Scheme, secrets: secret, schemes, now },
        )
      },
    ],
  ],
}

/** Causes of two things at once, and of schemes with another kind of proof. */
export const together: readonly (readonly [readonly Cause[], ...Case])[] = [
  [
    ['secret-white-space', 'url-scheme'],
    'a dirty secret and a proxy',
    () => broken({ scheme: square, given: ` ${secret}`, seenUrl: url.replace('https', 'http') }),
  ],
  [
    ['url-scheme', 'url-port'],
    'scheme and port',
    () => broken({ scheme: square, seenUrl: url.replace('https://example.com', 'http://example.com:8080') }),
  ],
  [
    ['url-scheme'],
    'Twilio’s form behind a proxy',
    () => broken({ scheme: twilio, sent: form, seenUrl: url.replace('https', 'http') }),
  ],
  [
    ['secret-white-space'],
    'basic credentials',
    () => broken({ scheme: postmark, by: 'user:pass', given: 'user:pass\n' }),
  ],
  [
    ['token-audience', 'token-expired'],
    'a token for another audience, and too old',
    () => brokenToken({ aud: 'you', exp: seconds - 1 }),
  ],
  [
    ['body-line-end-added'],
    'a token, and a line end behind its body',
    () => brokenToken({}, { seen: `${json}\n` }),
  ],
]
