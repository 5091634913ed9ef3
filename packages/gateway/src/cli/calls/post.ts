import type { Dispatcher } from 'undici'
import { Gathered } from '../../model/gathered.ts'

/** What came back, with the start of its body; `status` is null and `error` says why where nothing did. */
export interface Answer {
  readonly status: number | null
  readonly body: string
  /** From the request to the end of the answer, in ms. */
  readonly ms: number
  readonly error?: string
}

const longestAnswer = 16 * 1024
const timeoutMs = 30_000

/**
 * Posts exactly these bytes; follows no redirect, decodes nothing, shows at most 16 KiB of the answer. Not `fetch`: that refuses ports which browsers avoid, 10080 among them.
 */
export async function post(
  url: URL,
  message: {
    readonly headers: Readonly<Record<string, string | string[]>>
    readonly body: Uint8Array
    /** Default: POST. */
    readonly method?: string
    /** Default: 30 s. */
    readonly timeoutMs?: number
  },
): Promise<Answer> {
  // Loaded here, or `serve` and its keeper would carry 10 MiB and 50 ms of it.
  const { request } = await import('undici')
  const began = performance.now()
  const elapsed = (): number => Math.round(performance.now() - began)
  try {
    const answer = await request(url, {
      method: (message.method ?? 'POST') as Dispatcher.HttpMethod,
      headers: message.headers,
      body: message.body,
      signal: AbortSignal.timeout(message.timeoutMs ?? timeoutMs),
    })
    return { status: answer.statusCode, body: await startOf(answer.body), ms: elapsed() }
  } catch (error) {
    return { status: null, body: '', ms: elapsed(), error: reason(error, url) }
  }
}

async function startOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const gathered = new Gathered()
  // Leaving the loop closes the connection: the rest is not read.
  for await (const chunk of body) {
    gathered.add(chunk)
    if (gathered.length >= longestAnswer) break
  }
  return gathered.take().subarray(0, longestAnswer).toString('utf8')
}

function reason(error: unknown, url: URL): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ECONNREFUSED') return `nothing listens at ${url.host} (ECONNREFUSED)`
  // An AggregateError of several addresses has an empty message.
  return error.message || String(code)
}
