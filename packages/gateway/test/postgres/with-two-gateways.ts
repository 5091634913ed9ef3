import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type Server, startServer } from './server.ts'

/** Two gateways on one database, for a test file. */
export interface TwoGateways {
  readonly one: StartedGateway
  readonly other: StartedGateway
}

/**
 * Starts them before the tests of a file, and takes them down after.
 *
 * @param args - of both
 */
export function withTwoGateways(args: readonly string[] = []): TwoGateways {
  let server: Server | undefined
  const started: StartedGateway[] = []
  beforeAll(async () => {
    server = await startServer()
    const env = {
      COUNTERSIGN_DATABASE_URL: await server.database(),
      COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
    }
    for (let n = 0; n < 2; n++) started.push(await startGateway({ env, args }))
  })
  afterAll(async () => {
    for (const gateway of started) await gateway.remove()
    await server?.close()
  })
  const at = (index: number): StartedGateway => {
    const gateway = started[index]
    if (gateway === undefined) throw new Error('The gateways are not up.')
    return gateway
  }
  return {
    get one() {
      return at(0)
    },
    get other() {
      return at(1)
    },
  }
}
