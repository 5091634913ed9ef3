import type { Samples } from '../scheme/facts.ts'

/** A notification that was delivered, from the tests of stymiee/authnetjson. */
export const authorizeNetSamples: Samples = {
  'net.authorize.payment.authcapture.created': {
    body: '{"notificationId":"182cbbff-cab2-4080-931d-80e5d818f23a","eventType":"net.authorize.payment.authcapture.created","eventDate":"2017-08-18T20:40:52.7722007Z","webhookId":"849eb87e-078a-4169-a34b-c0bded5019a8","payload":{"responseCode":0,"authCode":"Z3PV5H","avsResponse":"Y","authAmount":0.0,"entityName":"transaction","id":"40005915599"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
