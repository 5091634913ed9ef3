import type { Reply } from './reply.ts'

/** Whose token it is. */
export interface Me {
  readonly id: string
  readonly displayName: string
}

/** The three calls that the bot needs. */
export interface WebexApi {
  me(): Promise<Me>
  /** A notification never holds the text: it is fetched by the message's id. */
  textOf(messageId: string): Promise<string>
  post(roomId: string, reply: Reply): Promise<void>
}

/** @param base - `https://webexapis.com/v1`, or that of a simulator */
export function createWebexApi(base: string, token: string): WebexApi {
  const call = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`Webex answered ${response.status} to ${method} ${path.split('/')[1]}.`)
    return (await response.json()) as Record<string, unknown>
  }
  return {
    async me() {
      const { id, displayName } = await call('GET', '/people/me')
      return { id: String(id), displayName: String(displayName) }
    },
    textOf: async (id) => String((await call('GET', `/messages/${encodeURIComponent(id)}`)).text ?? ''),
    post: async (roomId, reply) => void (await call('POST', '/messages', { roomId, ...reply })),
  }
}
