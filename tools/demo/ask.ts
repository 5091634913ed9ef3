import type { StartedGateway } from '../../packages/gateway/test/harness/start-gateway.ts'

/** Calls `/api/v1…` and answers its JSON; throws what the API complains about. */
export type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** Asks a gateway with the operator's token. */
export function askOf(gateway: StartedGateway): Ask {
  return async (method, path, body) => {
    const answer = await gateway.api(method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}
