/** How a delivery fared. */
export const deliveries = {
  ERR_DELIVERY_URL: {
    status: 502,
    title: 'The destination’s address is none that can be delivered to.',
    hint: 'Set a full http or https address.',
  },
  ERR_DELIVERY_ADDRESS: {
    status: 502,
    title: 'The destination’s name leads to no address that may be reached.',
    hint: 'It lies inside, or is denied by --egress-deny. If that is wanted, set `allowPrivate`, or allow the host or range with --egress-allow.',
  },
  ERR_DELIVERY_DNS: {
    status: 502,
    title: 'The destination’s name could not be resolved.',
    hint: 'Check the name, and the resolver of the machine that the gateway runs on.',
  },
  ERR_DELIVERY_CONNECT: {
    status: 502,
    title: 'The destination refused the connection, or is not reachable.',
    hint: 'Check that the application runs and that host and port are right.',
  },
  ERR_DELIVERY_CONNECT_TIMEOUT: {
    status: 504,
    title: 'No connection to the destination came about in time.',
    hint: 'Check firewalls on the way; the time is the destination’s `timeoutMs`.',
  },
  ERR_DELIVERY_TLS: {
    status: 502,
    title: 'No TLS connection to the destination came about.',
    hint: 'The attempt’s `cause` is the TLS library’s own code. A failed handshake may mean that the server wants a client certificate, or shares no cipher.',
  },
  ERR_DELIVERY_TLS_UNTRUSTED: {
    status: 502,
    title: 'The destination’s certificate is signed by nobody who is trusted here.',
    hint: 'Trust its authority: `--ca FILE` for the gateway, or `ca` of the destination. A self-signed certificate is its own authority.',
  },
  ERR_DELIVERY_TLS_CHAIN: {
    status: 502,
    title: 'The destination sent its certificate alone, and who signed it is not known here.',
    hint: 'Have the server send the whole chain, with the intermediate certificates (often `fullchain.pem`). Where its authority is your own, trust it with `--ca FILE` or `ca` of the destination.',
  },
  ERR_DELIVERY_TLS_NAME: {
    status: 502,
    title: 'The destination’s certificate is made out for another name.',
    hint: 'Set the address under the name that is in the certificate, or have it made out for this one too.',
  },
  ERR_DELIVERY_TLS_EXPIRED: {
    status: 502,
    title: 'The destination’s certificate, or one above it, is not valid now.',
    hint: 'Renew it, or wait until it begins; then check the clock of the gateway’s machine.',
  },
  ERR_DELIVERY_TLS_VERSION: {
    status: 502,
    title: 'The destination speaks no version of TLS that is accepted here: 1.2 or 1.3.',
    hint: 'Switch TLS 1.2 or 1.3 on at the server, or put a proxy before it that speaks it.',
  },
  ERR_DELIVERY_TLS_HTTP2: {
    status: 502,
    title: 'The destination speaks HTTP/2 alone; deliveries are made with HTTP/1.1.',
    hint: 'Allow HTTP/1.1 at the server beside HTTP/2.',
  },
  ERR_DELIVERY_TLS_PLAIN: {
    status: 502,
    title: 'The destination’s port does not speak TLS, and its address says https.',
    hint: 'Set the port that speaks TLS, or an http address.',
  },
  ERR_DELIVERY_TLS_CLIENT: {
    status: 502,
    title: 'The destination wants a client certificate, and deliveries have none.',
    hint: 'Let the server do without one and check the delivery’s signature instead, which proves more.',
  },
  ERR_DELIVERY_TIMEOUT: {
    status: 504,
    title: 'The destination did not answer to the end in time.',
    hint: 'Answer first and work afterwards, or raise the destination’s `timeoutMs`.',
  },
  ERR_DELIVERY_CLOSED: {
    status: 502,
    title: 'The destination closed the connection before the head of its answer was complete.',
    hint: 'Look into the application’s log for a crash at that time.',
  },
  ERR_DELIVERY_ANSWER_CUT: {
    status: 502,
    title: 'The destination’s status came, and the rest of its answer not whole: the status counts.',
    hint: 'A 2xx is delivered all the same. The answer broke off, did not end in time, or is longer than the 64 KiB that are read; answer with a short body.',
  },
  ERR_DELIVERY_PROTOCOL: {
    status: 502,
    title: 'The destination’s answer is not HTTP, or its head is larger than 16 KiB.',
    hint: 'Check that the port is one that speaks HTTP.',
  },
  ERR_DELIVERY_UNSIGNABLE: {
    status: 500,
    title: 'The delivery cannot be signed; nothing is sent unsigned.',
    hint: 'Add a secret that is valid now to the destination.',
  },
  ERR_DELIVERY_REDIRECT: {
    status: 502,
    title: 'The destination answered with a redirect, which is not followed.',
    hint: 'Set the address that it points to.',
  },
  ERR_DELIVERY_GONE: {
    status: 502,
    title: 'The destination answered 410: it wants no more deliveries.',
    hint: 'A tenant’s destination is paused; resume it, or correct its address. Your own goes on being tried.',
  },
  ERR_DELIVERY_BUSY: {
    status: 502,
    title: 'The destination answered 429: too many requests.',
    hint: 'Lower `ratePerSecond` or `concurrency` of the destination.',
  },
  ERR_DELIVERY_REFUSED: {
    status: 502,
    title: 'The destination answered with a status from 400 to 499.',
    hint: 'The start of its answer is kept with the attempt; check its address and secret.',
  },
  ERR_DELIVERY_FAILED: {
    status: 502,
    title: 'The destination answered with a status of 500 or above.',
    hint: 'The start of its answer is kept with the attempt; look into the application’s log.',
  },
  ERR_DELIVERY_UNPROCESSED: {
    status: 502,
    title: 'The application that pulled the delivery reported that it failed.',
    hint: 'Its reason is kept with the attempt.',
  },
  ERR_DELIVERY_UNACKNOWLEDGED: {
    status: 504,
    title: 'The application that pulled the delivery did not say in time what came of it.',
    hint: 'Acknowledge before the lease ends, extend it, or ask for a longer one. The application may have crashed.',
  },
  ERR_DESTINATION_DELETED: {
    status: 410,
    title: 'The destination was deleted; what waited for it is discarded.',
    hint: 'Nothing is to be done. A replay can bring the events to another destination.',
  },
} as const
