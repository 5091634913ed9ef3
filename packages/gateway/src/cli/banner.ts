import pc from 'picocolors'
import type { Announcement } from '../announcement.ts'

/** Tells on stderr where the gateway is and what comes next. */
export function printBanner(message: unknown): void {
  if (typeof message !== 'object' || message === null) return
  process.stderr.write(bannerOf(message as Announcement))
}

function bannerOf({ url, adminUrl, signIn, tokenFile, sources, made }: Announcement): string {
  const lines = ['', `${pc.bold('Countersign')} is up: ${pc.cyan(url)}`]
  if (adminUrl !== url) lines.push(`  console, API and metrics: ${pc.cyan(adminUrl)}`)
  if (signIn !== null) lines.push(`  sign in: ${pc.cyan(signIn)}`)
  if (tokenFile !== null) lines.push(`  the operator’s token: ${tokenFile}`)
  for (const { name, scheme, url: address, unsigned } of sources) {
    const how = unsigned ? pc.yellow(`${scheme}, unsigned: anybody who knows the address may post`) : scheme
    lines.push(`  source ${pc.bold(name)} (${how}): ${address}`)
  }
  for (const { destination, secret } of made) {
    lines.push(`  destination ${pc.bold(destination)} verifies with (shown this once): ${secret}`)
  }
  if (sources.length === 0) {
    lines.push(`  next: countersign source create webex --scheme webex --secret-env WEBEX_SECRET`)
  }
  return `${lines.join('\n')}\n\n`
}
