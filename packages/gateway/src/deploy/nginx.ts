import { type Known, proxyBodyMegabytes, proxyNotes, publicUrlOf } from './known.ts'

/** A file for `/etc/nginx/conf.d`. */
export function nginx(known: Known): string {
  const url = publicUrlOf(known)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const tls =
    url.protocol === 'https:'
      ? `  listen ${port} ssl;
  listen [::]:${port} ssl;
  ssl_certificate /etc/letsencrypt/live/${url.hostname}/fullchain.pem;
  ssl_certificate_key /etc/letsencrypt/live/${url.hostname}/privkey.pem;
`
      : `  listen ${port};
`
  return `${proxyNotes(known)}upstream countersign_gateway {
  server 127.0.0.1:${known.port};
  keepalive 32;
}

server {
  server_name ${url.hostname};
${tls}
  # More than the gateway takes, so that it says why it refuses.
  client_max_body_size ${proxyBodyMegabytes(known)}m;

  location /in/ {
    # Without a path behind the port the target goes on as it came, byte for byte.
    proxy_pass http://countersign_gateway;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_request_buffering on;
    # The gateway's keeper answers within 25 seconds, whatever happens behind it.
    proxy_read_timeout 40s;
    proxy_next_upstream off;
  }

  location / {
    return 404;
  }
}
`
}
