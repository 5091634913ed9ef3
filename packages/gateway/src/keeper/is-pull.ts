/** Longest request line that is looked at. */
const lineLimit = 512
const pull = /^POST \/api\/v1\/destinations\/[^/? ]+\/pull HTTP\/1\.1\r\n/

/** Whether these first bytes of a request ask for deliveries to be lent. */
export function isPull(request: Buffer): boolean {
  return pull.test(request.toString('latin1', 0, lineLimit))
}
