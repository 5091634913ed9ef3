import { randomBytes } from 'node:crypto'
import type { RunningGateway } from '../../process/running-file.ts'
import { isProof } from '../../seal/gateway-proof.ts'

const patienceMs = 10_000

/**
 * Asks who listens at the address of a running file to prove that it wrote the file, before it is given a token: a
 * gateway that died leaves its file behind, and its port to whoever comes.
 *
 * @returns null where it is the gateway, else what is wrong; rejects where nothing answers
 */
export async function whyNotGateway({ url, proofKey }: RunningGateway): Promise<string | null> {
  const nonce = randomBytes(32).toString('base64url')
  const response = await fetch(`${url}/api/proof?nonce=${nonce}`, {
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  })
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  // A stranger's answer is not read to an end that it may not have.
  const answer = response.ok && length < 200 ? await response.text() : ''
  if (response.body !== null && !response.bodyUsed) await response.body.cancel()
  return isProof(answer, proofKey, url, nonce)
    ? null
    : `whoever listens at ${url} is not the gateway that was started there; that has died, and something else has its port. It was sent no token. Start the gateway again, or name another with --gateway`
}
