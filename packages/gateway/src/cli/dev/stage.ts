import type { DevApplication } from './application.ts'
import type { DevProviders } from './providers.ts'
import type { DevState } from './state.ts'

/** Calls the API of the gateway that `dev` has started. */
type Ask = (
  method: string,
  path: string,
  body?: object,
) => Promise<{ status: number; detail: string; link: string | undefined }>

/** The source that `countersign send` speaks to. */
export const devSource = 'shop'
const application = 'app'

/**
 * Sets up what there is to try: a source of GitHub's scheme, both simulated providers connected, and the sample
 * application behind all three. What an earlier start has made under the same folder stays, and is brought in line.
 * Rejects with an Error where the gateway refuses.
 */
export async function setDevStage(
  url: string,
  token: string,
  state: DevState,
  { url: to }: DevApplication,
  providers: DevProviders | null,
): Promise<void> {
  const ask = askOf(url, token)
  const here = { url: to, allowPrivate: true }
  const secret = state.applicationSecret
  if (!(await made(ask, '/destinations', { name: application, ...here, secret })))
    await must(ask, 'PATCH', `/destinations/${application}`, here)
  const source = { name: devSource, scheme: 'github', secrets: [state.shopSecret] }
  if (await made(ask, '/sources', source))
    await must(ask, 'POST', '/routes', { source: devSource, destination: application })
  if (providers === null) return
  const { webex, seatable } = providers
  await connect(ask, {
    ...{ provider: 'webex', name: 'webex', api: webex.api, token: state.tokens.bot },
    settings: { resource: 'messages', event: 'created' },
  })
  await connect(ask, {
    ...{ provider: 'seatable', name: 'seatable', api: seatable.server, token: state.tokens.account },
    settings: { workspace: String(seatable.workspace), base: seatable.base },
  })
}

/** A link that opens the console, once and for ten minutes. Rejects with an Error where the gateway refuses. */
export async function signInLink(url: string, token: string): Promise<string> {
  const { status, detail, link } = await askOf(url, token)('POST', '/sign-ins', {})
  if (link === undefined) throw new Error(`POST /sign-ins: ${status} ${detail}`)
  return link
}

/** A simulator forgets its webhooks when it ends; a connection of an earlier start is repaired. */
async function connect(ask: Ask, wanted: { readonly name: string; readonly [field: string]: unknown }) {
  const asked = { ...wanted, destination: application, assumeReachable: true }
  if (!(await made(ask, '/connections', asked))) await must(ask, 'POST', `/connections/${wanted.name}/repair`)
}

/** Whether it was made now; false where it is there. */
async function made(ask: Ask, path: string, body: object): Promise<boolean> {
  const { status, detail } = await ask('POST', path, body)
  if (status === 409) return false
  if (status >= 400) throw new Error(`POST ${path}: ${detail}`)
  return true
}

async function must(ask: Ask, method: string, path: string, body?: object): Promise<void> {
  const { status, detail } = await ask(method, path, body)
  if (status >= 400) throw new Error(`${method} ${path}: ${detail}`)
}

function askOf(url: string, token: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
    })
    const answer = (await response.json()) as { code?: string; detail?: string; url?: string }
    const { code = '', detail = '', url: link } = answer
    return { status: response.status, detail: `${code}: ${detail}`, link }
  }
}
