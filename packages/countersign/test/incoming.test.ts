import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import { expect, test } from 'vitest'

test('a client that goes away while the secrets are fetched does not leave its request waiting for ever', async () => {
  const refused: string[] = []
  const hook = webhook(
    {
      scheme: seatable,
      secrets: async ({ request }) => {
        await new Promise((resolve) => request.on('close', resolve))
        return 'secret'
      },
      onRefused: (error) => refused.push(error.code),
    },
    () => undefined,
  )
  const answers: Promise<void>[] = []
  const server = createServer((request, response) => answers.push(hook(request, response)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc')
  await once(server, 'request')
  socket.destroy()
  await Promise.all(answers)
  expect(refused).toEqual(['ERR_BODY_UNREADABLE'])
  server.close()
})

test('a Request that says to be over the limit is refused before its body is begun', async () => {
  let asked = 0
  const body = new ReadableStream(
    {
      pull(controller) {
        asked++
        controller.enqueue(new Uint8Array(11))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const init = { method: 'POST', headers: { 'content-length': '11' }, body, duplex: 'half' }
  const request = new Request('https://example.com', init as RequestInit)
  const hook = fetchWebhook({ scheme: seatable, secrets: 'secret', maxBytes: 10 }, () => undefined)
  expect([(await hook(request)).status, asked, request.bodyUsed]).toEqual([413, 0, false])
})
