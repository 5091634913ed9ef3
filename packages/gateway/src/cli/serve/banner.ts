import pc from 'picocolors'
import type { Announcement } from '../../process/announcement.ts'

/**
 * Tells on stderr where the gateway is and what comes next. What is as good as a secret goes to a terminal alone:
 * elsewhere stderr is the log of a service, which many may read and which is kept.
 */
export function printBanner(message: unknown): void {
  if (typeof message !== 'object' || message === null) return
  process.stderr.write(bannerOf(message as Announcement, process.stderr.isTTY === true))
}

/** What is told; without secrets where they are not to be shown. */
export function bannerOf(
  { url, adminUrl, signIn, tokenFile, sources, made }: Announcement,
  showSecrets: boolean,
): string {
  const lines = ['', `${pc.bold('Countersign')} is up: ${pc.cyan(url)}`]
  if (adminUrl !== url) lines.push(`  console, API and metrics: ${pc.cyan(adminUrl)}`)
  if (signIn !== null)
    lines.push(showSecrets ? `  sign in: ${pc.cyan(signIn)}` : '  sign in: countersign login prints a link')
  if (tokenFile !== null) lines.push(`  the operator’s token: ${tokenFile}`)
  for (const { name, scheme, url: address, unsigned } of sources) {
    const how = unsigned ? pc.yellow(`${scheme}, unsigned: anybody who knows the address may post`) : scheme
    const shown = unsigned && !showSecrets ? `countersign source show ${name}` : address
    lines.push(`  source ${pc.bold(name)} (${how}): ${shown}`)
  }
  for (const { destination, secret } of made) {
    const shown = showSecrets
      ? ` verifies with (shown this once): ${secret}`
      : `: countersign destination secret add ${destination} makes a secret and shows it`
    lines.push(`  destination ${pc.bold(destination)}${shown}`)
  }
  if (sources.length === 0) {
    lines.push(`  next: countersign source create webex --scheme webex --secret-env WEBEX_SECRET`)
  }
  return `${lines.join('\n')}\n\n`
}
