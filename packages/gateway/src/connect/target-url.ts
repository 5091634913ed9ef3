import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Whether a provider could send to an address. */
export type TargetJudgement =
  | { readonly fit: true; readonly warning: string | null }
  | { readonly fit: false; readonly why: string }

/**
 * Judges the address that a provider is to send to. On loopback anything goes, with a warning, since that is
 * where simulators live; elsewhere it must be https and not inside.
 */
export function judgeTarget(url: string): TargetJudgement {
  if (!URL.canParse(url)) return unfit(`"${url}" is no URL. Start the gateway with --public-url https://…`)
  const { protocol, hostname, username } = new URL(url)
  if (username !== '') return unfit('The public URL must not hold a user name or password.')
  if (protocol !== 'https:' && protocol !== 'http:') return unfit('The public URL must begin with https://.')
  const kind = kindOf(hostname)
  if (kind === 'loopback')
    return {
      fit: true,
      warning: `${hostname} is this machine: only a simulator or an emulator here can send to it. For a provider start the gateway with --public-url https://…`,
    }
  if (kind === 'private')
    return unfit(
      `${hostname} lies inside and cannot be reached from the provider. Start the gateway with --public-url and an address that can.`,
    )
  if (protocol === 'http:')
    return unfit(
      `The public URL ${new URL(url).origin} is not https: bodies would travel in the open. Put TLS before the gateway and start it with --public-url https://…`,
    )
  return { fit: true, warning: null }
}

function unfit(why: string): TargetJudgement {
  return { fit: false, why }
}

function kindOf(hostname: string): 'loopback' | 'private' | 'public' {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback'
  if (isIP(host) === 0) return 'public'
  const range = ipaddr.process(host).range()
  return range === 'loopback' ? 'loopback' : range === 'unicast' ? 'public' : 'private'
}
