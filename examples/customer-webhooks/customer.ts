// A customer's receiver: knows nothing of the gateway, but the standard and CUSTOMER_SECRET.
import { createServer } from 'node:http'
import { webhook } from 'countersign/node'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'

const server = createServer(
  webhook(
    {
      scheme: standardWebhooks,
      secrets: process.env.CUSTOMER_SECRET,
      onRefused: ({ code }) => console.log(`refused: ${code}`),
    },
    (event) => console.log(`${event.verdict}: ${event.text()}`),
  ),
)
server.listen(Number(process.env.PORT ?? 10013), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
