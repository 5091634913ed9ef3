// A product that offers webhooks to its customers: registers CUSTOMER_URL for CUSTOMER, tests it, and publishes an
// order. The gateway is at COUNTERSIGN_URL and takes COUNTERSIGN_TOKEN.
const { COUNTERSIGN_URL, COUNTERSIGN_TOKEN, CUSTOMER, CUSTOMER_URL, CUSTOMER_SECRET } = process.env
if (!COUNTERSIGN_URL || !COUNTERSIGN_TOKEN || !CUSTOMER || !CUSTOMER_URL) {
  throw new Error('Set COUNTERSIGN_URL, COUNTERSIGN_TOKEN, CUSTOMER and CUSTOMER_URL.')
}

async function api<Answer>(
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${COUNTERSIGN_URL}/api/v1${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${COUNTERSIGN_TOKEN}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  })
  const answer = (await response.json()) as { code: string; detail: string; hint: string }
  // 409: it is there already, from an earlier run.
  if (!response.ok && response.status !== 409)
    throw new Error(`${answer.code}: ${answer.detail} ${answer.hint}`)
  return answer as unknown as Answer
}

// Once: a source that events are published on. It has no address and no secret.
await api('/sources', { name: 'shop', scheme: 'publish' })

// When the customer fills in the form: the URL, the types and, if he has one, a secret of his own.
const destination = await api<{ secret?: string }>('/destinations', {
  name: `${CUSTOMER}-1`,
  tenant: CUSTOMER,
  url: CUSTOMER_URL,
  types: ['order.*'],
  ...(CUSTOMER_SECRET && { secret: CUSTOMER_SECRET }),
  // For a customer on this machine, as in a test; never for one from outside.
  ...(process.env.ALLOW_PRIVATE === '1' && { allowPrivate: true }),
})
// Shown to the customer now and never again.
if (destination.secret && !CUSTOMER_SECRET) console.log(`secret: ${destination.secret}`)

// When he presses "send a test".
const test = await api<{ delivered: boolean; status: number | null; error: string | null; ms: number }>(
  `/destinations/${CUSTOMER}-1/test`,
  { type: 'order.test', data: { order: 0 } },
)
console.log(test.delivered ? `test: answered ${test.status}` : `test: ${test.error}`)

// When something happens. A job that runs twice publishes once: the key says that it is the same event.
const order = { order: 17, total: 4200 }
const event = { source: 'shop', type: 'order.paid', tenant: CUSTOMER, data: order }
const key = { 'idempotency-key': `order-${order.order}-paid` }
const first = await api<{ id: string }>('/events', event, key)
const again = await api<{ id: string; duplicate: boolean }>('/events', event, key)
console.log(`published: ${first.id}, once: ${again.duplicate && again.id === first.id}`)
