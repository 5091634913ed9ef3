import type { Call } from '../egress/call.ts'

/** How long the gateway's own address may take to answer, in ms. */
const timeoutMs = 5000

/**
 * Asks the public address whether it leads here: null where it does, else a sentence. What answers must be a
 * gateway's `/livez`; a redirect or another page is none.
 */
export async function whyUnreachable(publicUrl: string, call: Call): Promise<string | null> {
  const address = `${publicUrl}/livez`
  const advice =
    'Check DNS, firewall and the proxy before the gateway, or say that it is reachable from outside all the same.'
  try {
    const headers = { accept: 'application/json' }
    const { status } = await call(new URL(address), { method: 'GET', headers, timeoutMs, maxBytes: 65_536 })
    if (status === 200) return null
    return `${address} answers ${status}, so it does not lead to this gateway. ${advice}`
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string }
    return `${address} cannot be reached (${code ?? name ?? 'failed'}). ${advice}`
  }
}
