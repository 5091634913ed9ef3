import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../model/refusal.ts'
import type { Authenticate } from './authenticate.ts'
import type { FailedSignIns } from './failed-sign-ins.ts'

/** Authenticates, and lets those wait whose tokens or sessions are not good. */
export function slowed(
  authenticate: Authenticate,
  failures: Pick<FailedSignIns, 'failed'>,
  networkOf: (request: IncomingMessage) => string,
): (request: IncomingMessage) => ReturnType<Authenticate> {
  return async (request) => {
    try {
      return await authenticate(request.headers)
    } catch (error) {
      if (error instanceof Refusal && isGuess(error)) {
        const way = request.headers.authorization === undefined ? 'session' : 'token'
        await failures.failed(networkOf(request), way)
      }
      throw error
    }
  }
}

function isGuess({ code }: Refusal): boolean {
  return code === 'ERR_TOKEN_UNKNOWN' || code === 'ERR_TOKEN_EXPIRED'
}
