import type { SignedMessage } from './tamper.ts'

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

/** Posts exactly these bytes; follows no redirect, waits 30 s, shows at most 16 KiB of the answer. */
export async function post(
  url: URL,
  message: {
    readonly headers: Readonly<Record<string, string | readonly string[]>>
    readonly body: SignedMessage['body']
  },
): Promise<Answer> {
  const began = performance.now()
  const elapsed = (): number => Math.round(performance.now() - began)
  try {
    const headers = new Headers()
    for (const [name, value] of Object.entries(message.headers))
      for (const one of [value].flat()) headers.append(name, one)
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: Uint8Array.from(message.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const body = await start(response)
    return { status: response.status, body, ms: elapsed() }
  } catch (error) {
    return { status: null, body: '', ms: elapsed(), error: reason(error) }
  }
}

async function start(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop cancels the rest of the answer.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= longestAnswer) break
  }
  return Buffer.concat(chunks).subarray(0, longestAnswer).toString('utf8')
}

/** fetch hides the socket's error in `cause`. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  const code = (cause as NodeJS.ErrnoException).code
  return code === 'ECONNREFUSED' ? 'nothing listens there (ECONNREFUSED)' : cause.message || String(code)
}
