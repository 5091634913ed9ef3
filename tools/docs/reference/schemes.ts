import { Received } from '../../../packages/countersign/src/message/received.ts'
import { body } from '../../../packages/countersign/src/scheme/content.ts'
import type { Scheme } from '../../../packages/countersign/src/scheme/scheme.ts'
import type { SchemeJson } from '../../../packages/gateway/src/api/answers/scheme.ts'
import { shownSchemes } from '../../../packages/gateway/src/cli/schemes.ts'
import { notice } from './notice.ts'

/** docs/reference/schemes.md: the catalogue, with where each fact comes from. */
export function schemesPage(schemes: readonly Scheme[]): string {
  const places = new Map(schemes.map((scheme) => [scheme.name, placeOf(scheme)]))
  const signed = new Map(schemes.map((scheme) => [scheme.name, signedOf(scheme)]))
  const usedOnce = new Set(schemes.filter(isUsedOnce).map(({ name }) => name))
  const rows = shownSchemes(schemes)
  return `# Schemes

${notice}

\`countersign schemes --json\` prints the same. An event is *verified* where the signature covers the body, and
*authenticated* where only a credential or some fields are checked. Your own scheme:
[guide](../guides/your-own-scheme.md).

An *experimental* scheme is told of by others' sources, which agree; nothing of the provider's own proves it yet. Of what was
known with low confidence alone nothing is built.

## What is left unprotected

| unprotected | a message that passes |
|---|---|
| \`body\` | may have another body, or in it fields that were changed: the signature leaves them out |
| \`timestamp\` | may be old: nothing signed says when it was made, or nothing judges it |
| \`replay\` | may have come before, and nothing signed tells it |
| \`id\` | may say another id: the signature leaves it out |
| \`type\` | may say another type of event, likewise |
| \`url\` | may say something else in its address |

*None known* is said as far as we know a scheme. A signature over the body says nothing of the address and of other headers, and
within the tolerance of its timestamp a message may come again, unless something signed tells it. How the provider delivers
is told as far as it says.

Where the body is left out and the provider signs something for one message alone, a *gateway* uses it up with the first event:
another body under it is refused with [\`ERR_REPLAYED\`](errors.md#err_replayed) and kept among the rejections. That is marked
*used once*. It cannot tell who was first, and a check of one message alone, as the library makes it, cannot see it:
[SECURITY.md](../../SECURITY.md).

## What is answered

An event is answered once it is on disk: \`200 {"success":true,"id":"evt_…"}\`, or what its provider demands, as it stands at its
scheme below. A source has its own by \`answer\` (status of 200 to 299, body, content type):

\`\`\`sh
countersign source change shop --answer 202 --answer-body OK
countersign source change shop --answer default
\`\`\`

A repeat is answered likewise, and what \`--on-mismatch hold\` holds where the answer is not the gateway's. What is refused is
answered with the status of its [code](errors.md), unless its provider wants another, which is told below. A provider that switches
a webhook off, or pauses it, after a 4xx does so for what is refused here, too: \`--on-mismatch hold\` answers 200 and keeps it.

## Samples

${samplesOf(rows)}

## The schemes

${rows.map((row) => entry(row, places.get(row.name) ?? '', signed.get(row.name) ?? '', usedOnce.has(row.name))).join('\n')}`
}

/** Which schemes have messages to test with. */
function samplesOf(rows: readonly SchemeJson[]): string {
  const named = rows.filter(({ types }) => types.length > 0).map(({ name }) => `[${name}](#${name})`)
  return `\`signedRequest\` of \`countersign/testing\` and \`countersign send\` make a signed message of every scheme that can be signed. After the
provider's own documents, library or tests, cut short, are the bodies of ${named.length} of ${rows.length} schemes: ${named.join(', ')}. Under another
\`signedRequest\` signs \`{"id":"evt_1","type":"…"}\` where no body is given, which is no provider's, and \`send\` asks for one by \`--body\`.`
}

/** Where the proof stands of a scheme that reads no header. */
function placeOf({ proof: { hmac, credential } }: Scheme): string {
  const place = credential?.at ?? hmac?.signature
  return place !== undefined && 'title' in place ? place.title : 'the body'
}

/** What is signed, and how the signature and the secret are written, of a scheme that is one keyed hash of plain pieces. */
function signedOf({ proof: { hmac } }: Scheme): string {
  if (hmac === undefined) return ''
  const { content = [body], prefix, key } = hmac
  if (typeof content === 'function') return ''
  const pieces = content.map((part) => {
    if (typeof part === 'string') return part.replaceAll('\n', '\\n')
    if (part instanceof Uint8Array) return undefined
    if ('in' in part) return `{${part.title}}`
    return part.part === 'made' ? undefined : `{${part.part}}`
  })
  if (pieces.includes(undefined)) return ''
  const before = typeof prefix === 'string' ? ` after \`${prefix}\`` : ''
  const encoded = key === undefined || key.encoding === 'utf8' ? '' : `; the secret is ${key.encoding}`
  const behind = encoded !== '' && key?.prefix !== undefined ? ` behind \`${key.prefix}\`` : ''
  return `Signs \`${pieces.join('')}\`${before}${encoded}${behind}.`
}

/** Whether what is signed beside the body is for one message alone, so that a gateway takes one body under it. */
function isUsedOnce({ proof, describe }: Scheme): boolean {
  return proof.covers !== 'body' && describe?.(new Everything()).dedupe?.basis === 'signed-fields'
}

/** A message with a text wherever one is looked for. */
class Everything extends Received {
  constructor() {
    super({}, new Uint8Array(0), 'POST', 'https://example.com/')
  }

  override headerValues(): readonly string[] {
    return ['something']
  }

  override field(): unknown {
    return 'something'
  }
}

function entry(row: SchemeJson, place: string, signed: string, usedOnce: boolean): string {
  const clock = row.toleranceSeconds === null ? 'no timestamp' : `timestamp within ±${row.toleranceSeconds} s`
  const reads = row.headers.length > 0 ? quoted(row.headers) : place
  const lines = [
    `${row.title}. ${row.algorithm}; ${row.verdict}; ${clock}; reads ${reads}.`,
    signed,
    row.experimental ? '*Experimental.*' : '',
    row.unprotected.length > 0 ? `Unprotected: ${quoted(row.unprotected)}.` : 'Unprotected: none known.',
    usedOnce ? '*Used once*: a gateway refuses another body under the same signature, `ERR_REPLAYED`.' : '',
    row.secret === 'brought' ? 'The provider sets the secret.' : '',
    row.secret === 'none' ? 'Has no secret: the key is fetched.' : '',
    row.handshake ? 'Has a handshake that the endpoint must answer.' : '',
    row.signs ? '' : 'Can be verified, not signed.',
    row.types.length > 0 ? `Samples: ${quoted(row.types)}.` : '',
    answerOf(row),
    row.forward.length > 0 ? `Goes on beside the signature: ${quoted(row.forward)}.` : '',
    row.credentials.length > 0 ? `Kept sealed: ${row.credentials.join(', ')}.` : '',
  ]
  const sources = row.documentation.map((source) => `- ${source}`).join('\n')
  const text = [lines.filter((line) => line !== '').join(' '), paramsOf(row), deliveryOf(row)]
  return `### ${row.name}\n\n${text.filter((part) => part !== '').join('\n\n')}\n\nSources:\n\n${sources}\n`
}

function paramsOf({ params }: SchemeJson): string {
  if (params.length === 0) return ''
  const lines = params.map(({ name, title, optional, secret }) => {
    const marks = [optional ? 'optional' : 'must be set', ...(secret ? ['kept as a secret'] : [])]
    return `- \`${name}\` (${marks.join(', ')}): ${title}`
  })
  return `Settings:\n\n${lines.join('\n')}`
}

function answerOf({ answer }: SchemeJson): string {
  if (answer === null) return ''
  const { status, body, contentType } = answer
  return `Answered with ${status}${body === '' ? ' and no body' : ` and \`${body}\`${contentType === null ? '' : `, ${contentType}`}`}.`
}

function deliveryOf({ delivery }: SchemeJson): string {
  if (delivery === null) return ''
  const { timeoutSeconds, retries, disables, success, refused = {} } = delivery
  const told = [
    timeoutSeconds === undefined ? '' : `waits ${timeoutSeconds} s for the answer`,
    success === undefined ? '' : `success: ${success}`,
    retries === undefined ? '' : `tries again: ${retries}`,
    disables === undefined ? '' : `switches off: ${disables}`,
    ...Object.entries(refused).map(([code, status]) => `wants ${status} for \`${code}\``),
  ]
  return `The provider: ${told.filter((part) => part !== '').join('; ')}.`
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}
