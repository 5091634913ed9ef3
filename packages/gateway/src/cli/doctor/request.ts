import { type IncomingHttpHeaders, request as plain } from 'node:http'
import { request as secure } from 'node:https'

/** A whole answer. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const patienceMs = 20_000
const mostText = 64 * 1024

/**
 * Asks an address as a stranger would: nothing is followed, and a certificate is not judged here. Rejects where nothing
 * comes for 20 s, and where an answer is longer than 64 KiB.
 */
export function ask(
  url: URL,
  {
    method,
    body,
    headers,
  }: { method: string; body?: Uint8Array; headers?: Readonly<Record<string, string>> },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers }, agent: false as const, rejectUnauthorized: false }
    const asked = (url.protocol === 'https:' ? secure : plain)(url, options, (response) => {
      let text = ''
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > mostText) asked.destroy(new Error('The answer is too long.'))
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
      response.on('error', reject)
    })
    asked.setTimeout(patienceMs, () =>
      asked.destroy(new Error(`Nothing answered within ${patienceMs / 1000} s.`)),
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
