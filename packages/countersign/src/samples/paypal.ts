import type { Samples } from '../scheme/facts.ts'

/**
 * PayPal’s sample of a completed capture as those who use it quote it (solidusio-contrib/solidus_paypal_marketplace on
 * GitHub, issue 89), cut short, with the headers that a signature is beside: the transmission of PayPal’s sample for
 * verifying one, and the address of a certificate in the documented shape, on the live host.
 */
export const paypalSamples: Samples = {
  'PAYMENT.CAPTURE.COMPLETED': {
    body: '{"id":"WH-58D329510W468432D-8HN650336L201105X","event_version":"1.0","create_time":"2019-02-14T21:50:07.940Z","resource_type":"capture","event_type":"PAYMENT.CAPTURE.COMPLETED","summary":"Payment completed for $ 2.51 USD","resource":{"amount":{"currency_code":"USD","value":"2.51"},"final_capture":true,"status":"COMPLETED"}}',
    headers: {
      'Content-Type': 'application/json',
      'PAYPAL-CERT-URL': 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270',
      'PAYPAL-TRANSMISSION-ID': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    },
  },
}
