import { SimulatorsMissing, simulators } from '../simulate/simulators.ts'
import type { DevState } from './state.ts'

/** Both simulated providers, where their package is installed. */
export interface DevProviders {
  readonly webex: { readonly api: string; readonly bot: string; readonly port: number }
  readonly seatable: {
    readonly server: string
    readonly base: string
    readonly workspace: number
    readonly uuid: string
    readonly table: string
    readonly port: number
  }
  close(): Promise<void>
}

/** Starts both on loopback, with the tokens and on the ports of the state; null where they are not installed. */
export async function startDevProviders(
  { ports, tokens }: DevState,
  say: (line: string) => void,
): Promise<DevProviders | null> {
  const found = await simulators().catch((error: unknown) => {
    if (error instanceof SimulatorsMissing) return null
    throw error
  })
  if (found === null) return null
  const newcomers = found
    .defaultNewcomers()
    .map((one) => ({ ...one, token: one.type === 'bot' ? tokens.bot : tokens.person }))
  const webex = await found.simulateWebex({
    port: ports.webex,
    newcomers,
    print: (line) => say(`webex: ${line}`),
  })
  const { account, api, base: baseToken } = tokens
  const seatable = await found
    .simulateSeaTable({
      port: ports.seatable,
      tokens: { account, api, base: baseToken },
      print: (line) => say(`seatable: ${line}`),
    })
    .catch(async (error: unknown) => {
      await webex.close()
      throw error
    })
  const { name: base, workspace, uuid, tables } = seatable.base
  return {
    webex: {
      api: webex.api,
      bot: newcomers.find(({ type }) => type === 'bot')?.email ?? '',
      port: Number(new URL(webex.api).port),
    },
    seatable: {
      ...{ server: seatable.server, base, workspace, uuid },
      table: tables[0]?.name ?? '',
      port: Number(new URL(seatable.server).port),
    },
    async close() {
      await Promise.all([webex.close(), seatable.close()])
    },
  }
}
