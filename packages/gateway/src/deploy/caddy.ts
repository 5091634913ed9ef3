import { type Known, proxyBodyMegabytes, proxyNotes, publicUrlOf } from './known.ts'

/** A whole `Caddyfile`; caddy fetches the certificate itself. */
export function caddy(known: Known): string {
  const url = publicUrlOf(known)
  return `${proxyNotes(known)}${url.protocol === 'https:' ? url.host : url.origin} {
\t# More than the gateway takes, so that it says why it refuses.
\trequest_body {
\t\tmax_size ${proxyBodyMegabytes(known)}MiB
\t}
\thandle /in/* {
\t\treverse_proxy 127.0.0.1:${known.port} {
\t\t\theader_up X-Forwarded-For {remote_host}
\t\t}
\t}
\thandle {
\t\trespond 404
\t}
}
`
}
