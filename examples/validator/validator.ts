// Prints for every Webex notification the signature computed here, the one received, and whether they are
// equal. Answers `true` either way: it is a tool to look with, not a gate.
import { createServer } from 'node:http'
import { createSigner, createVerifier } from 'countersign'
import { webex } from 'countersign/schemes/webex'

// Both refuse a missing or dirty secret here, at the start.
const options = { scheme: webex, secrets: process.env.WEBEX_SECRET }
const signer = createSigner(options)
const verifier = createVerifier(options)
const maxBytes = 1024 * 1024

const server = createServer((request, response) => {
  // One room for all: a list of chunks would cost whatever a sender of single bytes makes of it.
  const room = new Uint8Array(maxBytes)
  let length = 0
  request.on('data', (chunk: Uint8Array) => {
    if (length + chunk.length <= maxBytes) room.set(chunk, length)
    length += chunk.length
    if (length > maxBytes && !response.headersSent)
      response.writeHead(413, { connection: 'close' }).end('false')
  })
  request.on('end', () => {
    if (length > maxBytes) return
    // The bytes as they came: nothing has parsed or decoded them.
    const body = room.subarray(0, length)
    const result = verifier.safeVerifySync({ headers: request.headers, body })
    console.log(`computed ${signer.signSync({ body }).headers['X-Spark-Signature']}`)
    console.log(`received ${request.headers['x-spark-signature'] ?? '(none)'}`)
    console.log(result.ok ? 'equal' : `not equal: ${result.error.code}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end('true')
  })
})

server.listen(Number(process.env.PORT ?? 10007), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
