import { bounds } from '../../model/bounds.ts'
import { part } from '../calls/client.ts'

interface Connections {
  readonly items?: readonly { readonly name: string; readonly state: string }[]
  readonly next?: string | null
}

/**
 * Has the webhooks of all connections written anew, so that providers send to the address that the gateway has now. Says
 * of each what came of it; never rejects.
 */
export async function tellProviders(api: string, token: string, say: (line: string) => void): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const ask = (method: string, path: string): Promise<Response> =>
    fetch(`${api}/api/v1/connections${path}`, { method, headers, redirect: 'error' })
  try {
    let cursor: string | null = null
    do {
      const from = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const listed = await ask('GET', `?limit=${bounds.page.most}${from}`)
      const { items = [], next = null } = (await listed.json()) as Connections
      for (const { name, state } of items) {
        if (state !== 'connected') continue
        const answer = await ask('POST', `/${part(name)}/repair`)
        const { url = '', detail = '' } = (await answer.json()) as { url?: string; detail?: string }
        say(
          answer.ok
            ? `${name} sends to ${url} now`
            : `${name} could not be told of the new address: ${detail}`,
        )
      }
      cursor = next
    } while (cursor !== null)
  } catch (error) {
    say(
      `providers could not be told of the new address: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
