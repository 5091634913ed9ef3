import { type Known, proxyNotes, publicUrlOf } from './known.ts'

/** A whole `haproxy.cfg`. */
export function haproxy(known: Known): string {
  const url = publicUrlOf(known)
  const secure = url.protocol === 'https:'
  const port = url.port || (secure ? '443' : '80')
  const bind = secure ? `bind :${port} ssl crt /etc/haproxy/certs/${url.hostname}.pem` : `bind :${port}`
  return `${proxyNotes(known)}defaults
  mode http
  timeout connect 5s
  timeout client 30s
  # The gateway's keeper answers within 25 seconds, whatever happens behind it.
  timeout server 40s
  timeout http-request 30s

frontend countersign
  ${bind}
  # Gathers a request before it is passed on, as far as haproxy's buffer reaches.
  option http-buffer-request
  http-request deny deny_status 404 unless { path_beg /in/ }
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto ${secure ? 'https' : 'http'}
  default_backend countersign

backend countersign
  server gateway 127.0.0.1:${known.port}
`
}
