import { webhook } from 'countersign/fetch'
import { webex } from 'countersign/schemes/webex'
import { testingSecret } from 'countersign/testing'
import { report } from './report.mjs'

// Built where no request is: workerd forbids much there, and lets no request await another's promise.
const receive = webhook({ scheme: webex, secrets: testingSecret }, (event) => event.type)

export default {
  async fetch(request) {
    if (new URL(request.url).pathname === '/hook') return receive(request)
    return new Response((await report()).join('\n'))
  },
}
