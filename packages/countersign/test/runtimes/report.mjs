// What is tried on every runtime, through the package's public entries alone, as a user's code would.
import {
  createVerifier,
  header,
  body as messageBody,
  publicKey,
  safeVerify,
  timestamp,
  token,
  verify,
} from 'countersign'
import { schemes } from 'countersign/catalogue'
import { webhook } from 'countersign/fetch'
import { safeVerifySync } from 'countersign/sync'
import { samplesOf, signedRequest, testingSecretOf } from 'countersign/testing'
import { runVectors } from 'countersign/vectors'
import { engineVectors, signed, vectors } from './data.mjs'

/** The other two engines, by a provider each. */
const engines = {
  discord: publicKey({
    name: 'discord',
    algorithm: 'ed25519',
    encoding: 'hex',
    signature: header('X-Signature-Ed25519'),
    content: [timestamp, messageBody],
    timestamp: { at: header('X-Signature-Timestamp'), unit: 'seconds' },
  }),
  gitlab: token({ name: 'gitlab', at: header('X-Gitlab-Token') }),
}

/** A verifier whose answers are the synchronous ones. */
function syncVerifier(options) {
  const verifier = createVerifier(options)
  return { ...verifier, safeVerify: async (input, at) => verifier.safeVerifySync(input, at) }
}

/** Every sample of the catalogue with a shared secret as a signed Request through the fetch adapter, once true and once forged. */
async function adapter() {
  const failed = []
  let passed = 0
  for (const [name, scheme] of Object.entries(schemes)) {
    // Of key pairs the private half is nobody's here; they are tried below.
    if (scheme.proof.keys !== 'secret' || Object.keys(samplesOf(scheme)).length === 0) continue
    const receive = webhook(
      { scheme, secrets: testingSecretOf(scheme) },
      (event) => `${event.type} ${event.dedupe?.basis}`,
    )
    for (const type of Object.keys(samplesOf(scheme))) {
      const request = await signedRequest(scheme, type)
      // A token says nothing of the body: then it is the token that is not there.
      const headers = scheme.unprotected.includes('body') ? {} : request.headers
      const forged = new Request(request.url, { method: 'POST', headers, body: 'forged' })
      // All at once: on a platform of promises they meet while the key is still being imported.
      const [one, other, refused] = await Promise.all([
        receive(request.clone()),
        verify(request, { scheme, secrets: testingSecretOf(scheme) }),
        receive(forged),
      ])
      if (one.status === 200 && other.type === type && refused.status === 401) passed++
      else failed.push({ id: `${name} ${type}`, reason: `${one.status} ${other.type} ${refused.status}` })
    }
  }
  return { passed, failed }
}

/** Every algorithm of key pairs, once true and once forged. */
async function keyPairs() {
  const failed = []
  let passed = 0
  for (const { algorithm, ecdsa, publicKey: secrets, body, signature } of signed) {
    const scheme = publicKey({ algorithm, ecdsa, encoding: 'base64', signature: header('Sign') })
    const check = (text) => safeVerify({ headers: { Sign: signature }, body: text }, { scheme, secrets })
    const [one, forged] = [await check(body), await check(`${body} `)]
    if (one.ok && forged.error?.code === 'ERR_SIGNATURE_MISMATCH') passed++
    else failed.push({ id: `${algorithm} ${ecdsa}`, reason: `${one.error?.code} ${forged.error?.code}` })
  }
  return { passed, failed }
}

/** Lines of `what: N passed, N failed`, each failure on a line of its own. */
export async function report() {
  const probe = safeVerifySync({ headers: {}, body: '' }, { scheme: schemes.webex, secrets: 'x' })
  const synchronous = probe.error.code !== 'ERR_SYNC_UNSUPPORTED' && (await onePasses(syncVerifier))
  const runs = {
    vectors: await runVectors(vectors, { schemes }),
    ...(synchronous ? { sync: await runVectors(vectors, { schemes, verifier: syncVerifier }) } : {}),
    engines: await runVectors(engineVectors, { schemes: engines }),
    adapter: await adapter(),
    'key pairs': await keyPairs(),
  }
  return Object.entries(runs).flatMap(([name, { passed, failed }]) => [
    ...failed.map(({ id, reason }) => `${name}: ${id}: ${reason}`),
    `${name}: ${passed} passed, ${failed.length} failed`,
  ])
}

/** Whether a true message is accepted at once: refusals of shape come before the platform is asked. */
async function onePasses(verifier) {
  const one = vectors.find(({ expect }) => expect === 'valid')
  return (await runVectors([one], { schemes, verifier })).passed === 1
}
