import { isIP } from 'node:net'
import { connect, type DetailedPeerCertificate } from 'node:tls'
import { counted } from '../../model/counted.ts'
import { type Finding, wellFound } from '../../model/finding.ts'

const patienceMs = 10_000
/** With fewer days left it should have been renewed: most are at 30. */
const fewDays = 14
const dayMs = 86_400_000

interface Seen {
  /** Null where the chain and the name are trusted, else the code of what is wrong. */
  readonly problem: string | null
  readonly certificate: DetailedPeerCertificate
  readonly protocol: string
}

/** The certificate that an https address shows, judged as a provider would; none for http. */
export async function lookAtCertificate(url: URL, ca: string | undefined, now: number): Promise<Finding[]> {
  if (url.protocol !== 'https:') return []
  try {
    return [judge(await show(url, ca), now)]
  } catch (error) {
    return [
      {
        check: 'certificate',
        state: 'bad',
        says: `${url.host} speaks no TLS: ${error instanceof Error ? error.message : 'it failed'}`,
        cure: 'Look whether the proxy runs and listens there for https.',
      },
    ]
  }
}

function judge({ problem, certificate, protocol }: Seen, now: number): Finding {
  const ends = Date.parse(certificate.valid_to)
  const days = Math.floor((ends - now) / dayMs)
  const found = (state: 'warn' | 'bad', says: string, cure: string): Finding => ({
    check: 'certificate',
    state,
    says,
    cure,
  })
  if (days < 0)
    return found(
      'bad',
      `The certificate ended ${counted(-days, 'day')} ago.`,
      'Renew it; providers refuse to send.',
    )
  if (problem !== null) return found('bad', `The certificate is not trusted: ${problem}.`, cureOf(problem))
  const says = `The certificate is trusted and good for ${counted(days, 'day')} (${protocol}).`
  return days < fewDays
    ? found('warn', says, 'Look why it was not renewed: it should be, weeks before its end.')
    : wellFound('certificate', says)
}

function cureOf(problem: string): string {
  if (problem === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || problem === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')
    return 'Have the proxy send the whole chain (fullchain.pem): browsers fetch what is missing, providers do not.'
  if (problem === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Get one for this name; the proxy may show that of another site.'
  return 'Get one of a public authority, such as Let’s Encrypt: countersign print caddy.'
}

function show(url: URL, ca: string | undefined): Promise<Seen> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host, port: Number(url.port || 443), rejectUnauthorized: false },
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    })
    socket.setTimeout(patienceMs, () =>
      socket.destroy(new Error(`no handshake within ${patienceMs / 1000} s`)),
    )
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const { authorizationError } = socket
      const problem =
        authorizationError === null || authorizationError === undefined ? null : codeOf(authorizationError)
      resolve({
        problem,
        certificate: socket.getPeerCertificate(true),
        protocol: socket.getProtocol() ?? 'TLS',
      })
      socket.destroy()
    })
  })
}

function codeOf(error: Error | string): string {
  return typeof error === 'string' ? error : ((error as NodeJS.ErrnoException).code ?? error.message)
}
