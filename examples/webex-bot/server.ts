// The bot as a web server, with a door for each way that events can come in. WEBEX_SECRET opens /webex, for a
// webhook that Webex sends straight here; GATEWAY_SECRET opens /countersigned, for what the gateway delivers.
import { countersigned, type WebhookError } from 'countersign'
import { webhook } from 'countersign/express'
import { webex } from 'countersign/schemes/webex'
import express from 'express'
import { createBot } from './bot.ts'
import { createWebexApi } from './webex-api.ts'

const { WEBEX_TOKEN, WEBEX_SECRET, GATEWAY_SECRET } = process.env
if (!WEBEX_TOKEN) throw new Error('Set WEBEX_TOKEN to the token of the bot.')
if (!WEBEX_SECRET && !GATEWAY_SECRET) throw new Error('Set WEBEX_SECRET or GATEWAY_SECRET.')

const api = createWebexApi(process.env.WEBEX_API ?? 'https://webexapis.com/v1', WEBEX_TOKEN)
const bot = createBot(api, await api.me(), console.log)
const onRefused = (error: WebhookError) =>
  console.log(
    error.code === 'ERR_SIGNATURE_MISMATCH' ? 'refused: the secret does not match' : `refused: ${error.code}`,
  )

// Whatever else reaches this destination, nobody but Webex gives the bot orders.
const delivered = countersigned(webex, { verdicts: ['verified', 'backfilled'] })

const app = express()
if (WEBEX_SECRET) {
  // Webex is answered at once and switches a slow bot off; nobody repeats what is lost after that.
  app.post(
    '/webex',
    webhook({ scheme: webex, secrets: WEBEX_SECRET, onRefused }, (event) => {
      bot(event).catch((error: Error) => console.log(`lost: ${error.message}`))
    }),
  )
}
if (GATEWAY_SECRET) {
  // The gateway keeps the event until it is answered, and comes again where this fails.
  app.post('/countersigned', webhook({ scheme: delivered, secrets: GATEWAY_SECRET, onRefused }, bot))
}
const server = app.listen(Number(process.env.PORT ?? 10010), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
})
