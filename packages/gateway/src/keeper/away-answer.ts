const body =
  '{"success":false,"error":{"code":"ERR_GATEWAY_AWAY","message":"The gateway is restarting. Try again."}}'

/** What the keeper answers for a gateway that does not come up in time, or where it may hold no more for one. */
export const awayAnswer: Buffer = Buffer.from(
  `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nRetry-After: 5\r\nConnection: close\r\n\r\n${body}`,
)
