import { credentials } from '../session/credentials.ts'
import { noAnswer, Problem, problemOf } from './problem.ts'

/** What a call of the API takes beside its path. */
export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** The `etag` of what is changed, as it was when somebody began: refused with ERR_CHANGED once it is another. */
  readonly etag?: string | undefined
}

/** Calls an operation below `/api/v1`, and answers its JSON; undefined for an answer without. Throws `Problem`. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(path, options)
  return (response.status === 204 ? undefined : await response.json()) as Answer
}

/** A stored body, and how many of its values are masked. */
export interface KeptBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly masked: number
}

/** The bytes of a stored body, as they came but for what is masked. Throws `Problem`. */
export async function callBody(path: string, options: CallOptions): Promise<KeptBody> {
  const response = await send(path, options)
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    masked: Number(response.headers.get('countersign-masked') ?? 0),
  }
}

/**
 * Sends a request, and where the session has ended meanwhile waits until somebody has signed in again and repeats it:
 * what was refused for the session's sake was not begun.
 */
async function send(path: string, options: CallOptions): Promise<Response> {
  for (;;) {
    const response = await once(path, options)
    if (response.ok) return response
    const problem = await problemOf(response)
    if (response.status !== 401 || !(await credentials.renewed(options.signal))) throw problem
  }
}

async function once(path: string, options: CallOptions): Promise<Response> {
  const { method = 'GET', query = {}, body, signal, etag } = options
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  const search = params.size === 0 ? '' : `?${params}`
  try {
    return await fetch(`/api/v1${path}${search}`, {
      method,
      headers: {
        ...credentials.headers(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-match': `"${etag}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      cache: 'no-store',
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw noAnswer()
  }
}

/** Whether it is worth asking again by itself: there was no answer, or the gateway is stopping. */
export function mayPass(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503)
}
