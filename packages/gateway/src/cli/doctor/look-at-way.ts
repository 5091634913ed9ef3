import { createHash } from 'node:crypto'
import { type Finding, wellFound } from '../../model/finding.ts'
import { isLoopback } from '../../model/loopback.ts'
import { type Answered, ask } from './request.ts'

/** More than proxies take that nobody has set up (nginx: 1 MiB), and less than what a source takes. */
const largeBytes = 1_280 * 1024

/**
 * Sends bytes through the public address as a provider would, and compares what the gateway says has arrived.
 *
 * @param makeEcho - makes an address for one request; null: no gateway is known that would
 */
export async function lookAtWay(url: URL, makeEcho: (() => Promise<string>) | null): Promise<Finding[]> {
  const findings: Finding[] = []
  if (makeEcho !== null) {
    const bytes = await trySending(url, await makeEcho(), everyByte())
    findings.push(bytes)
    if (bytes.state === 'ok')
      findings.push(await trySending(url, await makeEcho(), Buffer.alloc(largeBytes, everyByte())))
  }
  // This machine itself is no stranger.
  if (!isLoopback(url.hostname)) findings.push(await lookAtStrangers(url))
  return findings
}

/** Every byte that there is, in two orders: no text in UTF-8, and no JSON whatever the content type says. */
function everyByte(): Buffer {
  const up = Array.from({ length: 256 }, (_, byte) => byte)
  return Buffer.from([...up, ...up.toReversed()])
}

async function trySending(url: URL, path: string, body: Buffer): Promise<Finding> {
  const size = body.length > 1024 ? `a body of ${Math.round(body.length / 1024)} KiB` : 'a body of every byte'
  const bad = (says: string, cure: string): Finding => ({ check: 'way', state: 'bad', says, cure })
  let answer: Answered
  try {
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    answer = await ask(below(url, path), { method: 'POST', body, headers })
  } catch (error) {
    const says = `Nothing answers at ${url.href}: ${error instanceof Error ? error.message : 'it failed'}`
    return bad(says, 'Look whether the proxy runs, and where it hands on to.')
  }
  const echo = readEcho(answer)
  if (echo === null) return bad(...misled(answer, size))
  if (echo.sha256 === createHash('sha256').update(body).digest('hex'))
    return wellFound('way', `${size[0]?.toUpperCase()}${size.slice(1)} arrives as it was sent.`)
  return bad(
    `Something on the way changes bytes: ${body.length} were sent, ${echo.bytes} others arrived. Signatures will not match.`,
    'Have the proxy hand bodies on untouched: no decoding, no rewriting, no firewall that edits.',
  )
}

function misled({ status, headers }: Answered, size: string): [says: string, cure: string] {
  const by = headers.server === undefined ? '' : ` (${headers.server})`
  if (status === 413)
    return [
      `${size} is refused on the way with 413${by}.`,
      'Raise the limit of the proxy: client_max_body_size in nginx.',
    ]
  if (status >= 300 && status < 400)
    return [
      `The address redirects (${status}) to ${String(headers.location)}; most providers do not follow.`,
      'Give providers the address that it leads to, and set public-url to it.',
    ]
  if (status === 502 || status === 503 || status === 504)
    return [
      `The proxy answers ${status}${by}: it does not reach the gateway.`,
      'Look where it hands on to, and whether the gateway runs there.',
    ]
  return [
    `${size} sent to the public address is answered ${status}${by}, and not by this gateway.`,
    'Have the proxy hand on /in/ with its whole path, by POST, to this gateway.',
  ]
}

/** Whether strangers reach what is for operators. */
async function lookAtStrangers(url: URL): Promise<Finding> {
  const reached: string[] = []
  for (const path of ['/api/v1/stats', '/metrics']) {
    const status = await ask(below(url, path), { method: 'GET' }).then(
      ({ status, text }) => (isOurs(status, text, path) ? status : 404),
      () => 404,
    )
    if (status !== 404) reached.push(path)
  }
  if (reached.length === 0)
    return wellFound('strangers', 'API, console and metrics are not served at the public address.')
  return {
    check: 'strangers',
    state: 'bad',
    says: `Strangers reach ${reached.join(' and ')} at the public address; nothing but tokens keeps them out.`,
    cure: 'Have the proxy hand on /in/ alone, to the public listener and not to admin-listen.',
  }
}

/** Another application may answer there too: ours refuses without a token, or shows metrics. */
function isOurs(status: number, text: string, path: string): boolean {
  if (path === '/metrics') return status === 200 && text.includes('countersign_')
  return (status === 401 && text.includes('ERR_')) || (status === 200 && text.includes('"deliveries"'))
}

function readEcho({ status, text }: Answered): { sha256: string; bytes: number } | null {
  if (status !== 200) return null
  try {
    const { sha256, bytes } = JSON.parse(text) as { sha256?: unknown; bytes?: unknown }
    return typeof sha256 === 'string' && typeof bytes === 'number' ? { sha256, bytes } : null
  } catch {
    return null
  }
}

function below(url: URL, path: string): URL {
  return new URL(`${url.href.replace(/\/+$/, '')}${path}`)
}
