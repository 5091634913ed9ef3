import type { SchemeJson } from '../../api/answers/scheme.ts'

/** What is known of a scheme, as paragraphs of Markdown, without its name. */
export function schemeText(row: SchemeJson): string {
  const sources = row.documentation.map((source) => `- ${source}`).join('\n')
  const text = [factsOf(row), beginningOf(row), paramsOf(row), deliveryOf(row), `Sources:\n\n${sources}`]
  return text.filter((part) => part !== '').join('\n\n')
}

/** As it is printed: words alone. */
export function schemePlainText(row: SchemeJson): string {
  const words = schemeText(row)
    .replaceAll('`', '')
    .replaceAll(/\*(Used once|Experimental\.)\*/g, '$1')
  return `${row.name}\n\n${words}\n`
}

function factsOf(row: SchemeJson): string {
  const clock = row.toleranceSeconds === null ? 'no timestamp' : `timestamp within ±${row.toleranceSeconds} s`
  const reads = row.headers.length > 0 ? quoted(row.headers) : row.reads
  // Webex and SeaTable tell repeats by signed fields too, and sign the whole body: there is no other body to refuse.
  const usedOnce = row.verdict === 'authenticated' && row.dedupe === 'signed-fields'
  const lines = [
    `${row.title}. ${row.algorithm}; ${row.verdict}; ${clock}; reads ${reads}.`,
    row.signed === null ? '' : `Signs ${row.signed}.`,
    row.experimental ? '*Experimental.*' : '',
    row.unprotected.length > 0 ? `Unprotected: ${quoted(row.unprotected)}.` : 'Unprotected: none known.',
    row.dedupe === null ? 'Dedup key: none.' : `Dedup key: \`${row.dedupe}\`.`,
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
  return lines.filter((line) => line !== '').join(' ')
}

function beginningOf({ keyLater }: SchemeJson): string {
  if (keyLater === null) return ''
  return `Begin with \`source create --enroll\`, and \`source secret add\` once the key is known. ${keyLater} What has come before is among the rejections, and can be verified again.`
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
    ...Object.entries(refused).map(
      ([code, status]) => `wants ${status} for \`${code}\`, which strangers are answered, too`,
    ),
  ]
  return `The provider: ${told.filter((part) => part !== '').join('; ')}.`
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}
