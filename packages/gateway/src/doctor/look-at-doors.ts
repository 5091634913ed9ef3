import { type Finding, wellFound } from '../model/finding.ts'
import { isLoopback } from '../model/loopback.ts'

/** A listener, as it was planned. */
export interface DoorFacts {
  readonly role: 'all' | 'public' | 'admin'
  readonly host: string
  readonly port: number
}

/** Whether the API and the console are kept from strangers, and whether providers can know the address. */
export function lookAtDoors(doors: readonly DoorFacts[], publicUrl: string | null): Finding[] {
  const findings: Finding[] = []
  for (const { role, host, port } of doors) {
    if (role === 'public') continue
    findings.push(
      isLoopback(host)
        ? wellFound('doors', `API and console are served on ${host}:${port} alone, to this machine.`)
        : {
            check: 'doors',
            state: 'warn',
            says: `API and console are served on ${host}:${port}, which is not this machine's own address.`,
            cure: 'Let a firewall or network policy keep it to operators, or set admin-listen to a loopback address.',
          },
    )
  }
  if (publicUrl === null)
    findings.push({
      check: 'doors',
      state: 'warn',
      says: 'The gateway does not know the address that providers reach it at.',
      cure: 'Set public-url to it; addresses that are shown and schemes that sign the address need it.',
    })
  else if (publicUrl.startsWith('http:') && !isLoopback(new URL(publicUrl).hostname))
    findings.push({
      check: 'doors',
      state: 'warn',
      says: `Providers reach the gateway without TLS (${publicUrl}).`,
      cure: 'Put a proxy with a certificate in front: countersign print caddy.',
    })
  return findings
}
