import type { Scheme } from '../../../packages/countersign/src/scheme/scheme.ts'
import type { SchemeJson } from '../../../packages/gateway/src/api/answers/scheme.ts'
import { shownSchemes } from '../../../packages/gateway/src/cli/schemes.ts'
import { schemeText } from '../../../packages/gateway/src/cli/shown/scheme-text.ts'
import { notice } from './notice.ts'

/** docs/reference/schemes.md: the catalogue, with where each fact comes from. */
export function schemesPage(schemes: readonly Scheme[]): string {
  const rows = shownSchemes(schemes)
  return `# Schemes

${notice}

\`countersign schemes --json\` prints the same, \`countersign schemes NAME\` of one. An event is *verified* where the signature covers the body, and
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

## Dedup keys

| dedup key | a repeat is known by |
|---|---|
| \`signed-id\` | the event's id, which stands under the signature |
| \`unsigned-id+bytes\` | an id that the signature leaves out, and only with equal bytes |
| \`signed-fields\` | values under the signature that together cannot repeat: of Webex of what is created and deleted, of SeaTable the body with its time |
| none | nothing: the provider promises no such thing. A repeat is delivered again, marked \`sameBytesAs\` where its bytes are equal |

A message that lacks what its key is made of has none. [What a claim does without one](../guides/inbox.md#where-the-provider-promises-no-id).

## What is answered

An event is answered once it is on disk: \`200 {"success":true,"id":"evt_…"}\`, or what its provider demands, as it stands at its
scheme below. A source has its own by \`answer\` (status of 200 to 299, body, content type):

\`\`\`sh
countersign source change shop --answer 202 --answer-body OK
countersign source change shop --answer default
\`\`\`

A repeat is answered likewise, and what \`--on-mismatch hold\` holds where the answer is not the gateway's. What is refused is
answered with the status of its [code](errors.md), unless its provider wants another, which is told below. Who is refused may be anybody: where a 503 is wanted (vonage),
a stranger brings as many about as he sends requests, and a proxy that judges the gateway by its 5xx (\`max_fails\` with \`http_503\`
in \`proxy_next_upstream\` of nginx, outlier detection of Envoy) may take it out for all of its sources. Leave that off there. A provider that switches
a webhook off, or pauses it, after a 4xx does so for what is refused here, too: \`--on-mismatch hold\` answers 200 and keeps it.

## Samples

${samplesOf(rows)}

## The schemes

${rows.map((row) => `### ${row.name}\n\n${schemeText(row)}\n`).join('\n')}`
}

/** Which schemes have messages to test with. */
function samplesOf(rows: readonly SchemeJson[]): string {
  const named = rows.filter(({ types }) => types.length > 0).map(({ name }) => `[${name}](#${name})`)
  return `\`signedRequest\` of \`countersign/testing\` and \`countersign send\` make a signed message of every scheme that can be signed. After the
provider's own documents, library or tests, cut short, are the bodies of ${named.length} of ${rows.length} schemes: ${named.join(', ')}. Under another
\`signedRequest\` signs \`{"id":"evt_1","type":"…"}\` where no body is given, which is no provider's, and \`send\` asks for one by \`--body\`.`
}
