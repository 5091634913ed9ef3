/** Of what comes in. */
export const comingIn = {
  ERR_SOURCE_UNKNOWN: {
    status: 404,
    title: 'There is no source at this address.',
    hint: 'Compare the address with the `url` of the source; all of it counts, letter by letter.',
  },
  ERR_RATE: {
    status: 429,
    title: 'The source gets more requests a second than its limit.',
    hint: 'Raise `ratePerSecond` of the source, or find out who sends so much.',
  },
  ERR_INTAKE_FULL: {
    status: 503,
    title: 'More requests are under way than memory is set aside for.',
    hint: 'The disk or database is slower than what comes in, or somebody sends many bodies slowly; see intake-bytes and min-upload-rate.',
  },
  ERR_KEY_LATER: {
    status: 503,
    title: 'The key that the message names cannot be had now.',
    hint: 'The provider’s keys could not be fetched, see the log; or the message names one that was not there within the last minute, and the sender is asked to come again. Nothing was taken in.',
  },
  ERR_UPLOAD_TOO_SLOW: {
    status: 408,
    title: 'The body came too slowly.',
    hint: 'A body of more than 16 KiB must come with at least min-upload-rate bytes a second, over five seconds.',
  },
  ERR_DISK_LOW: {
    status: 503,
    title: 'The disk of the data folder is nearly full.',
    hint: 'Make room; the gateway goes on by itself. See min-free-bytes.',
  },
  ERR_HEADERS_TOO_MANY: {
    status: 431,
    title: 'The request has more than 100 headers.',
    hint: 'No provider sends so many; look at what stands in front of the gateway.',
  },
  ERR_HEADERS_TOO_LARGE: {
    status: 431,
    title: 'The headers are larger than the limit.',
    hint: 'The head of a request may have 16 KiB; look at what stands in front of the gateway.',
  },
  ERR_REQUEST_TIMEOUT: {
    status: 408,
    title: 'The request did not arrive in time.',
    hint: 'The head may take 15 seconds, all of the request 30.',
  },
  ERR_REQUEST_MALFORMED: {
    status: 400,
    title: 'The request is not HTTP/1.1.',
    hint: 'The length of the body may contradict `Content-Length`, or the client speaks TLS to a plain port.',
  },
  ERR_SECRET_UNREADABLE: {
    status: 500,
    title: 'A secret cannot be opened with the sealing key that is in use.',
    hint: 'Start the gateway with the key that the secret was sealed with, or set the secret anew.',
  },
  ERR_KEY_NOT_GIVEN: {
    status: 409,
    title: 'There is no other sealing key to turn to.',
    hint: 'Give each gateway the next key as `COUNTERSIGN_KEY` and the one of now as `COUNTERSIGN_OLD_KEY`, start it again, then ask again.',
  },
  ERR_KEY_NOT_EVERYWHERE: {
    status: 409,
    title: 'A gateway on the store does not have the next sealing key.',
    hint: 'Give each gateway both keys first, and end those of earlier versions: one that lacks the next key could open nothing any more.',
  },
  ERR_SOURCE_ENROLLING: {
    status: 503,
    title: 'The source is not live yet.',
    hint: 'Its provider’s handshake is to bring the secret: look at it with `countersign source enrollment NAME` and confirm it with `countersign source confirm NAME`; or you are to add it, as `countersign schemes SCHEME` says. What has come meanwhile is among the rejections and can be verified again.',
  },
  ERR_HANDSHAKE_LATER: {
    status: 503,
    title: 'The handshake cannot be answered now.',
    hint: 'What it asks for could not be done, see the log; the provider is asked to send it again.',
  },
  ERR_REPLAYED: {
    status: 401,
    title: 'The signature was used before, for another body.',
    hint: 'Its provider signs a token for one message and leaves the body out: whoever recorded that message can put another body under it. Look at the rejection and ask the provider what happened; do not let it in by hand.',
  },
  ERR_HANDSHAKE: {
    status: 409,
    title: 'The request is a handshake and carries no event.',
    hint: 'Nothing is lost: let the provider send its handshake again.',
  },
  ERR_GATEWAY_AWAY: {
    status: 503,
    title: 'The gateway is restarting.',
    hint: 'The keeper in front of it says so when no gateway has come up for 25 seconds, see the log; and where more large requests wait for one than it may hold in memory. Send it again.',
  },
} as const
