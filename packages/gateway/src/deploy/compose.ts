import { type Known, publicUrlOf } from './known.ts'

/** Where the database's address is read from; made by whoever runs it. */
const database = `
  database:
    image: postgres:18
    restart: unless-stopped
    environment:
      POSTGRES_USER: countersign
      POSTGRES_DB: countersign
      POSTGRES_PASSWORD_FILE: /run/secrets/database-password
    volumes:
      - database:/var/lib/postgresql
    secrets:
      - database-password
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "countersign"]
      interval: 5s
`

/** A `compose.yaml`: the gateway with its embedded store, or with PostgreSQL beside it. */
export function compose(known: Known): string {
  const { postgres, port, version, stopSeconds } = known
  const secrets = ['key', 'admin-token', ...(postgres ? ['database-url', 'database-password'] : [])]
  const own = secrets.filter((name) => name !== 'database-password')
  return `# Before the first start, beside this file:
#   openssl rand -base64 32 > key && openssl rand -hex 32 > admin-token
${
  postgres
    ? `#   openssl rand -hex 24 > database-password
#   printf 'postgres://countersign:%s@database/countersign' "$(cat database-password)" > database-url
`
    : ''
}#   chown root:10001 ${own.join(' ')} && chmod 440 ${own.join(' ')}
# Keep the key apart from backups: without it secrets cannot be read, with it they can.
services:
  gateway:
    image: ghcr.io/countersign/gateway:${version}
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    tmpfs: ["/tmp"]
    stop_grace_period: ${stopSeconds}s
    ports:
      - "127.0.0.1:${port}:10007" # for the proxy that ends TLS
      - "127.0.0.1:10008:10008" # console, API and metrics
    environment:
      COUNTERSIGN_PUBLIC_URL: ${publicUrlOf(known).href.replace(/\/$/, '')}
      COUNTERSIGN_KEY_FILE: /run/secrets/key
      COUNTERSIGN_ADMIN_TOKEN_FILE: /run/secrets/admin-token
${Object.entries(known.variables)
  .map(([name, value]) => `      ${name}: ${JSON.stringify(value)}\n`)
  .join('')}${postgres ? '      COUNTERSIGN_DATABASE_URL_FILE: /run/secrets/database-url\n' : ''}    volumes:
      - data:/data
    secrets:
${own.map((name) => `      - ${name}\n`).join('')}${
  postgres
    ? `    depends_on:
      database:
        condition: service_healthy
${database}`
    : ''
}
volumes:
  data: {}
${postgres ? '  database: {}\n' : ''}
secrets:
${secrets.map((name) => `  ${name}:\n    file: ./${name}\n`).join('')}`
}
