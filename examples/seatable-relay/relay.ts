// Brings rows of a SeaTable base into a Webex room: takes what the gateway delivers, verified by GATEWAY_SECRET, and
// writes a message with WEBEX_TOKEN into ROOM_ID. What it fails to write the gateway delivers again.
import { createServer } from 'node:http'
import { countersigned } from 'countersign'
import { webhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import { messageOf } from './message.ts'

const { WEBEX_TOKEN, ROOM_ID } = process.env
const webex = process.env.WEBEX_API ?? 'https://webexapis.com/v1'
if (!WEBEX_TOKEN || !ROOM_ID) throw new Error('Set WEBEX_TOKEN and ROOM_ID.')

const server = createServer(
  webhook(
    {
      scheme: countersigned(seatable, { verdicts: ['verified', 'backfilled'] }),
      secrets: process.env.GATEWAY_SECRET,
      onRefused: ({ code }) => console.log(`refused: ${code}`),
    },
    async (event) => {
      const markdown = messageOf(event)
      if (markdown === null) return
      const response = await fetch(`${webex}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${WEBEX_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ roomId: ROOM_ID, markdown }),
        signal: AbortSignal.timeout(10_000),
      })
      if (!response.ok) throw new Error(`Webex answered ${response.status}.`)
      console.log(markdown.split('\n')[0])
    },
  ),
)
server.listen(Number(process.env.PORT ?? 10012), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
