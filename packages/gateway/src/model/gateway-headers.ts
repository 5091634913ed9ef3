// The gateway's own, those of the connection, and those that belong to one hop (RFC 9110, section 7.6.1).
const own =
  /^(webhook-.*|countersign-.*|content-.*|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|x-forwarded-.*|forwarded)$/

/** Whether the gateway sets a header of a delivery itself. Small and large letters are the same. */
export function isGatewayHeader(name: string): boolean {
  return own.test(name.toLowerCase())
}
