// An application without an address: it pulls its deliveries, verifies each, does its work, and says what came of it.
import { setTimeout as sleep } from 'node:timers/promises'
import { countersigned, verify, WebhookError } from 'countersign'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'

interface Pulled {
  readonly lease: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

const { COUNTERSIGN_URL, COUNTERSIGN_TOKEN, APP_SECRET, DESTINATION = 'worker', MOST } = process.env
const done = new Set<string>()

async function call(action: 'pull' | 'acknowledge', body: object): Promise<Response> {
  return await fetch(`${COUNTERSIGN_URL}/api/v1/destinations/${DESTINATION}/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${COUNTERSIGN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function take({ lease, headers, body }: Pulled): Promise<object> {
  try {
    const message = { headers, body: Buffer.from(body, 'base64') }
    // Nothing that anyone could have sent: of sources that check, and what this side published itself.
    const scheme = countersigned(standardWebhooks, { verdicts: ['verified', 'published'] })
    const event = await verify(message, { scheme, secrets: APP_SECRET })
    // At least once is the promise: what was done before is not done again.
    if (event.id !== undefined && !done.has(event.id)) console.log(`done: ${event.type} ${event.text()}`)
    done.add(event.id ?? '')
    return { lease, outcome: 'delivered' }
  } catch (error) {
    const reason = WebhookError.is(error) ? error.code : String(error)
    console.log(`failed: ${reason}`)
    return { lease, outcome: 'failed', reason }
  }
}

while (done.size < Number(MOST ?? Number.POSITIVE_INFINITY)) {
  const response = await call('pull', { waitSeconds: 20 }).catch(() => null)
  if (response?.status === 401 || response?.status === 404) throw new Error(await response.text())
  if (!response?.ok) {
    await sleep(2000)
    continue
  }
  const { items } = (await response.json()) as { items: Pulled[] }
  const reports = await Promise.all(items.map(take))
  // An acknowledgement that is lost lets the leases end: the deliveries come again.
  if (reports.length > 0) await call('acknowledge', { items: reports }).catch(() => null)
}
