import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type Finding, wellFound } from '../../model/finding.ts'

/** Whether the name of an address leads somewhere, and to where anybody can go. */
export async function lookAtName({ hostname }: URL): Promise<Finding> {
  const host = hostname.replace(/^\[|\]$/g, '')
  try {
    const found = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address)
    const unreachable = found.filter((address) => ipaddr.process(address).range() !== 'unicast')
    if (unreachable.length === 0) return wellFound('name', `${host} is ${found.join(', ')}.`)
    return {
      check: 'name',
      state: 'warn',
      says: `${host} is ${unreachable.join(', ')}, which providers on the internet cannot reach.`,
      cure: 'Look from outside: this machine may see another address. Else set the name to a public one.',
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    const cure = 'Set a record for it at your DNS provider, or correct public-url.'
    return { check: 'name', state: 'bad', says: `${host} has no address${code}.`, cure }
  }
}
