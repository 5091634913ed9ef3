// Receives SeaTable's webhook and answers {"success":true} to an authentic one, {"success":false,…} to any other.
import { createServer } from 'node:http'
import { webhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'

// Refuses a missing or dirty secret here, at the start. Reads each body itself, at most 1 MiB of it.
const receive = webhook(
  {
    scheme: seatable,
    secrets: process.env.SEATABLE_SECRET,
    onRefused: (error) => console.log(`refused: ${error.code}`),
  },
  (event) => {
    console.log(event.is('insert_row') ? `a new row in ${event.json().data.table_name}` : event.type)
  },
)

const server = createServer(receive)
server.listen(Number(process.env.PORT ?? 10007), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
