/** Started by `ingest.ts`: a bare Fastify server that reads the same body and answers the same JSON. */
import { fastify } from 'fastify'

const app = fastify({ logger: false })
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.post('/in/:source', () => ({ success: true, id: 'evt_7zz1k3d9xw2' }))
await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
process.on('disconnect', () => process.exit(0))
