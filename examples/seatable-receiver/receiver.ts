// Receives SeaTable's webhook and answers {"success":true} to an authentic one, {"success":false} to any other.
import { createServer, type ServerResponse } from 'node:http'
import { createVerifier } from 'countersign'
import { seatable } from 'countersign/schemes/seatable'

// Refuses a missing or dirty secret here, at the start.
const verifier = createVerifier({ scheme: seatable, secrets: process.env.SEATABLE_SECRET })
const maxBytes = 1024 * 1024

const server = createServer((request, response) => {
  const chunks: Uint8Array[] = []
  let length = 0
  request.on('data', (chunk: Uint8Array) => {
    length += chunk.length
    if (length <= maxBytes) chunks.push(chunk)
    else if (!response.headersSent) answer(response, 413, false)
  })
  request.on('end', () => {
    if (length > maxBytes) return
    const result = verifier.safeVerifySync({ headers: request.headers, body: Buffer.concat(chunks) })
    if (result.ok && result.event.is('insert_row')) {
      console.log(`a new row in ${result.event.json().data.table_name}`)
    } else console.log(result.ok ? result.event.type : `refused: ${result.error.code}`)
    answer(response, result.ok ? 200 : result.error.status, result.ok)
  })
})

function answer(response: ServerResponse, status: number, success: boolean): void {
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ success }))
}

server.listen(Number(process.env.PORT ?? 10007), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
