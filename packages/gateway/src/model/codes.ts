/** One row of the list: the HTTP status that goes with a code, its sentence, and what to do about it. */
export interface CodeEntry {
  readonly status: number
  readonly title: string
  readonly hint: string
}

/**
 * The closed list of the gateway's own codes, beside those of the library (`errorCodes`). They stand in
 * answers of the API and of ingest, in rejections, in attempts and in the log. Never reused or renamed.
 */
export const codes = {
  // —— who asks ————————————————————————————————————————————————————————————————————————————————————
  ERR_TOKEN_MISSING: {
    status: 401,
    title: 'The request carries no token.',
    hint: 'Send `Authorization: Bearer TOKEN`. On first start the gateway wrote one into its data folder.',
  },
  ERR_TOKEN_UNKNOWN: {
    status: 401,
    title: 'The token is not known.',
    hint: 'Make another with `countersign token create`, or read the file `token` in the data folder.',
  },
  ERR_TOKEN_EXPIRED: {
    status: 401,
    title: 'The token has expired.',
    hint: 'Make another with `countersign token create`.',
  },
  ERR_SIGN_INS_FAILED: {
    status: 429,
    title: 'Too many sign-ins fail at the moment.',
    hint: 'Wait a few seconds. A token, session or link that is good is answered all the same.',
  },
  ERR_SCOPE: {
    status: 403,
    title: 'Whoever asks may not do this.',
    hint: 'The detail names the action that is missing. Use a token that has it, or one of scope `operator`; one that is limited to some sources or destinations may not do what concerns others.',
  },
  ERR_MASKED: {
    status: 403,
    title: 'This is masked for whoever looks.',
    hint: 'Its source masks parts of its bodies. Who may do `events.unmask` is shown a body whole by `POST /events/{event}/unmask`, which the audit tells of.',
  },
  ERR_SIGN_IN: {
    status: 401,
    title: 'The sign-in link has been used, or has ended.',
    hint: 'Make another with `countersign login`.',
  },
  ERR_HOST_REFUSED: {
    status: 421,
    title: 'The request was made for another host.',
    hint: 'A listener on a loopback address serves console, API and metrics only to this machine, asked for as localhost or by its own address and not through a proxy: no web page and no stranger reaches them under another name. To publish them, listen elsewhere and put a proxy before --admin-listen.',
  },

  // —— what is asked ———————————————————————————————————————————————————————————————————————————————
  ERR_NOT_FOUND: {
    status: 404,
    title: 'There is no such thing.',
    hint: 'Check the name or id in the address.',
  },
  ERR_METHOD: {
    status: 405,
    title: 'The address does not take this method.',
    hint: 'See the header Allow of this answer.',
  },
  ERR_INPUT: {
    status: 400,
    title: 'The request is not of the form that this operation takes.',
    hint: 'See `errors`: the place in the request and what it must be. The form is in /api/openapi.json.',
  },
  ERR_CURSOR: {
    status: 400,
    title: 'The cursor is none that this list has given.',
    hint: 'Pass `next` of the last page unchanged, with the same filters, or begin without a cursor.',
  },
  ERR_REQUEST_TOO_LARGE: {
    status: 413,
    title: 'The request is larger than the limit.',
    hint: 'The API takes 1 MiB; the limit for published events is the setting max-body-bytes.',
  },
  ERR_MEDIA_TYPE: {
    status: 415,
    title: 'The request is not JSON.',
    hint: 'Send `Content-Type: application/json`.',
  },
  ERR_CONFLICT: {
    status: 409,
    title: 'The name is taken.',
    hint: 'Choose another, or change what is there with PATCH.',
  },
  ERR_IDEMPOTENCY_KEY: {
    status: 409,
    title: 'The idempotency key has been used for something else.',
    hint: 'A key names one event, or one thing to make: repeat that one unchanged, or give the new one a key of its own.',
  },
  ERR_IDEMPOTENCY_UNDER_WAY: {
    status: 409,
    title: 'What came of the first request with this idempotency key is not known yet.',
    hint: 'Repeat it in a moment. Where that goes on, its gateway ended before it had answered: look whether it was made, and take another key.',
  },

  // —— what is set up ——————————————————————————————————————————————————————————————————————————————
  ERR_SCHEME_UNKNOWN: {
    status: 400,
    title: 'There is no such scheme.',
    hint: '`countersign schemes` or GET /api/v1/schemes lists them.',
  },
  ERR_SCHEME_CANNOT_SIGN: {
    status: 400,
    title: 'This scheme cannot sign deliveries.',
    hint: 'Only its provider holds the key, or its signature stands where a delivery has none. Choose one with a shared secret and a header, such as standard-webhooks.',
  },
  ERR_SOURCE_WITHOUT_SECRET: {
    status: 400,
    title: 'A source needs a secret.',
    hint: 'Give `secrets`. Without one anybody could post to it; if that is wanted, say `"unsigned": true`.',
  },
  ERR_SECRET_NEEDED: {
    status: 400,
    title: 'No secret is given, and none can be made for this scheme.',
    hint: 'Give one: the private key in PEM where the scheme signs with a key pair, user name, colon and password for basic credentials.',
  },
  ERR_SECRET_NOT_WANTED: {
    status: 400,
    title: 'What is unsigned, and a source for publishing, has no secrets.',
    hint: 'Leave out either the secret or `unsigned`; a source of scheme `publish` takes none.',
  },
  ERR_NOT_ENROLLING: {
    status: 409,
    title: 'There is nothing to confirm.',
    hint: 'A source is enrolling until its provider’s handshake has brought one secret and that is confirmed: `countersign source enrollment NAME`.',
  },
  ERR_LAST_SECRET: {
    status: 409,
    title: 'This is the last secret.',
    hint: 'Add the next one first, or delete the source or destination itself.',
  },
  ERR_DESTINATION_URL: {
    status: 400,
    title: 'The destination is not an address that can be delivered to.',
    hint: 'Give a full http or https address without a user, a password or a fragment.',
  },
  ERR_DESTINATION_PRIVATE: {
    status: 400,
    title: 'The destination lies inside (loopback or a private range).',
    hint: 'If that is wanted, say `"allowPrivate": true` (`--allow-private`) with an operator’s token.',
  },
  ERR_FILTER: {
    status: 400,
    title: 'The filter does not compile.',
    hint: 'It is a CEL expression over source, type, verdict, headers and json; the column, counted from 1, says where it fails.',
  },

  ERR_CYCLE: {
    status: 409,
    title: 'What comes in at a source would come back to it, and go round for ever.',
    hint: 'The detail names the way: a destination on it has the address of one of this gateway’s own sources. Leave out one of its routes, or send from the first source to the last destination directly.',
  },
  ERR_PLAN: {
    status: 400,
    title: 'What is wanted cannot be set up as it is.',
    hint: 'See `errors`: each place, its code and what is wrong there. Nothing was changed.',
  },
  ERR_CHANGED: {
    status: 412,
    title: 'It has been changed since you looked at it.',
    hint: 'Look at it again, and send its new ETag in If-Match; without that header a change is made upon whatever stands.',
  },
  ERR_FIXED: {
    status: 409,
    title: 'This is chosen when it is made, and does not change.',
    hint: 'Make another under a new name, or delete what is there first.',
  },

  // —— what has happened ———————————————————————————————————————————————————————————————————————————
  ERR_DESTINATION_BUSY: {
    status: 409,
    title: 'Something may still be sent to the destination, which its next tenant must not get.',
    hint: 'Discard it by name: `countersign delivery discard-many --state pending --destination NAME --reason TEXT`, then with `--state dead`, and cancel the replays; or make the other tenant a destination of its own.',
  },
  ERR_DESTINATION_PAUSED: {
    status: 409,
    title: 'The destination is paused.',
    hint: 'Resume it: that sends what waits for it at once.',
  },
  ERR_DELIVERY_PENDING: {
    status: 409,
    title: 'The delivery is under way already.',
    hint: 'An application has it on loan: it settles it, or the loan ends at `nextAttemptAt`.',
  },
  ERR_DELIVERY_DECIDED: {
    status: 409,
    title: 'The delivery is not undecided.',
    hint: 'Whether it goes there has been said already; see its state.',
  },
  ERR_PAYLOAD_EXPIRED: {
    status: 410,
    title: 'The content of the event is no longer kept.',
    hint: 'Payloads are removed after the time set by keep-payloads.',
  },
  ERR_PAYLOAD_DAMAGED: {
    status: 500,
    title: 'The content is no longer what was stored.',
    hint: 'Its checksum does not match: the disk, or somebody, has changed it. It is not delivered, shown or replayed. `countersign check` looks the whole store over.',
  },
  ERR_EVENT_ERASED: {
    status: 410,
    title: 'The content of the event was erased on demand.',
    hint: 'It cannot be shown, delivered or replayed any more; what was pending of it was discarded. The erasures say when, why and by whom.',
  },
  ERR_ERASURE_UNDECIDED: {
    status: 409,
    title: 'The filter of an erasure cannot decide on an event.',
    hint: 'It goes no further, so as to erase nothing wrong. Erase that event by its id, or narrow the filter.',
  },
  ERR_ERASURE_ENDED: {
    status: 409,
    title: 'The erasure no longer looks for events.',
    hint: 'What it has found is erased already, and cannot be brought back.',
  },
  ERR_DELIVERY_SETTLED: {
    status: 409,
    title: 'The delivery is delivered or discarded already.',
    hint: 'Only what is pending or dead can be discarded.',
  },
  ERR_DELIVERY_DISCARDED: {
    status: 410,
    title: 'Somebody discarded the delivery.',
    hint: 'The `reason` that was given stands with the attempt; a retry brings the delivery back.',
  },
  ERR_TESTS_TOO_MANY: {
    status: 429,
    title: 'Too many tests are under way.',
    hint: 'Wait until some of them have been answered, or have run into the time-out.',
  },
  ERR_DESTINATION_KIND: {
    status: 409,
    title: 'The destination is not of the kind that this is for.',
    hint: 'Deliveries are pulled from destinations of kind `pull` alone, and posted to those of kind `push`. The kind is chosen when a destination is made.',
  },
  ERR_PULLS_TOO_MANY: {
    status: 429,
    title: 'Too many pulls are under way.',
    hint: 'Let each worker pull once at a time, and read its answer to the end; then try again in a moment.',
  },
  ERR_SEARCHES_TOO_MANY: {
    status: 429,
    title: 'As many searches are under way as may be at once, or one of yours.',
    hint: 'Wait until one has ended, or end one: it ends when whoever asked goes away.',
  },
  ERR_PLANS_TOO_MANY: {
    status: 429,
    title: 'As many plans are being made as may be at once.',
    hint: 'Wait until one is answered, and ask again; nothing was changed.',
  },
  ERR_ECHOES_TOO_MANY: {
    status: 429,
    title: 'As many addresses of echoes are good as may be at once.',
    hint: 'Wait a minute: each is good for one.',
  },
  ERR_STREAM_FULL: {
    status: 429,
    title: 'As many follow the stream as may, or of one token.',
    hint: 'Close streams that nobody reads, such as pages left open, and follow again; the lists of events and rejections tell the same.',
  },
  ERR_LEASE_ENDED: {
    status: 409,
    title: 'The lease is no more: it has ended, or the delivery is settled.',
    hint: 'Nothing was changed. The delivery comes again where it was not settled; `webhook-id` tells that it is the same event.',
  },
  ERR_LISTENER_ENDED: {
    status: 410,
    title: 'The listener is no more: it was ended, or not heard from for a day.',
    hint: 'Start `countersign listen` again; `--since` fetches what it missed.',
  },
  ERR_LISTENER_TAKEN: {
    status: 409,
    title: 'Another process has taken the listener over.',
    hint: 'It gets what waits and what comes from now on. Give each its own `--name` where both shall get all.',
  },
  ERR_LISTENERS_TOO_MANY: {
    status: 429,
    title: 'As many listen as may at once, or as many listeners are yours.',
    hint: 'End listeners that nobody needs any more, or go on under the name of one; one that is not heard from ends after a day.',
  },
  ERR_SOURCE_CLAIMED: {
    status: 409,
    title: 'Another listener has claimed the source.',
    hint: 'Wait until it has ended, or listen without `--claim`; what is claimed is not delivered to you meanwhile.',
  },
  ERR_REPLAY_ENDED: {
    status: 409,
    title: 'The replay has ended.',
    hint: 'What is done or canceled does not go on; make another replay. One that was paused with a filter is canceled by an erasure, which forgets the filter.',
  },
  ERR_STILL_REFUSED: {
    status: 409,
    title: 'The request is still not verified.',
    hint: '`countersign rejection show` names the cause. Mend it first, usually the source’s secret.',
  },
  ERR_NO_DESTINATION: {
    status: 409,
    title: 'The event goes to no destination.',
    hint: 'No route leads from its source to the destination asked for; add one, or name the destination.',
  },

  // —— in ——————————————————————————————————————————————————————————————————————————————————————————
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
    hint: 'Its provider’s handshake is to bring the secret: look at it with `countersign source enrollment NAME` and confirm it with `countersign source confirm NAME`. What has come meanwhile is among the rejections and can be verified again.',
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

  // —— how a delivery fared ————————————————————————————————————————————————————————————————————————
  ERR_DELIVERY_URL: {
    status: 502,
    title: 'The destination’s address is none that can be delivered to.',
    hint: 'Set a full http or https address.',
  },
  ERR_DELIVERY_ADDRESS: {
    status: 502,
    title: 'The destination’s name leads to no address that may be reached.',
    hint: 'It lies inside, or is denied by --egress-deny. If that is wanted, set `allowPrivate`, or allow the host or range with --egress-allow.',
  },
  ERR_DELIVERY_DNS: {
    status: 502,
    title: 'The destination’s name could not be resolved.',
    hint: 'Check the name, and the resolver of the machine that the gateway runs on.',
  },
  ERR_DELIVERY_CONNECT: {
    status: 502,
    title: 'The destination refused the connection, or is not reachable.',
    hint: 'Check that the application runs and that host and port are right.',
  },
  ERR_DELIVERY_CONNECT_TIMEOUT: {
    status: 504,
    title: 'No connection to the destination came about in time.',
    hint: 'Check firewalls on the way; the time is the destination’s `timeoutMs`.',
  },
  ERR_DELIVERY_TLS: {
    status: 502,
    title: 'No TLS connection to the destination came about.',
    hint: 'The attempt’s `cause` is the TLS library’s own code. A failed handshake may mean that the server wants a client certificate, or shares no cipher.',
  },
  ERR_DELIVERY_TLS_UNTRUSTED: {
    status: 502,
    title: 'The destination’s certificate is signed by nobody who is trusted here.',
    hint: 'Trust its authority: `--ca FILE` for the gateway, or `ca` of the destination. A self-signed certificate is its own authority.',
  },
  ERR_DELIVERY_TLS_CHAIN: {
    status: 502,
    title: 'The destination sent its certificate alone, and who signed it is not known here.',
    hint: 'Have the server send the whole chain, with the intermediate certificates (often `fullchain.pem`). Where its authority is your own, trust it with `--ca FILE` or `ca` of the destination.',
  },
  ERR_DELIVERY_TLS_NAME: {
    status: 502,
    title: 'The destination’s certificate is made out for another name.',
    hint: 'Set the address under the name that is in the certificate, or have it made out for this one too.',
  },
  ERR_DELIVERY_TLS_EXPIRED: {
    status: 502,
    title: 'The destination’s certificate, or one above it, is not valid now.',
    hint: 'Renew it, or wait until it begins; then check the clock of the gateway’s machine.',
  },
  ERR_DELIVERY_TLS_VERSION: {
    status: 502,
    title: 'The destination speaks no version of TLS that is accepted here: 1.2 or 1.3.',
    hint: 'Switch TLS 1.2 or 1.3 on at the server, or put a proxy before it that speaks it.',
  },
  ERR_DELIVERY_TLS_HTTP2: {
    status: 502,
    title: 'The destination speaks HTTP/2 alone; deliveries are made with HTTP/1.1.',
    hint: 'Allow HTTP/1.1 at the server beside HTTP/2.',
  },
  ERR_DELIVERY_TLS_PLAIN: {
    status: 502,
    title: 'The destination’s port does not speak TLS, and its address says https.',
    hint: 'Set the port that speaks TLS, or an http address.',
  },
  ERR_DELIVERY_TLS_CLIENT: {
    status: 502,
    title: 'The destination wants a client certificate, and deliveries have none.',
    hint: 'Let the server do without one and check the delivery’s signature instead, which proves more.',
  },
  ERR_DELIVERY_TIMEOUT: {
    status: 504,
    title: 'The destination did not answer to the end in time.',
    hint: 'Answer first and work afterwards, or raise the destination’s `timeoutMs`.',
  },
  ERR_DELIVERY_CLOSED: {
    status: 502,
    title: 'The destination closed the connection before the head of its answer was complete.',
    hint: 'Look into the application’s log for a crash at that time.',
  },
  ERR_DELIVERY_ANSWER_CUT: {
    status: 502,
    title: 'The destination’s status came, and the rest of its answer not whole: the status counts.',
    hint: 'A 2xx is delivered all the same. The answer broke off, did not end in time, or is longer than the 64 KiB that are read; answer with a short body.',
  },
  ERR_DELIVERY_PROTOCOL: {
    status: 502,
    title: 'The destination’s answer is not HTTP, or its head is larger than 16 KiB.',
    hint: 'Check that the port is one that speaks HTTP.',
  },
  ERR_DELIVERY_UNSIGNABLE: {
    status: 500,
    title: 'The delivery cannot be signed; nothing is sent unsigned.',
    hint: 'Add a secret that is valid now to the destination.',
  },
  ERR_DELIVERY_REDIRECT: {
    status: 502,
    title: 'The destination answered with a redirect, which is not followed.',
    hint: 'Set the address that it points to.',
  },
  ERR_DELIVERY_GONE: {
    status: 502,
    title: 'The destination answered 410: it wants no more deliveries.',
    hint: 'A tenant’s destination is paused; resume it, or correct its address. Your own goes on being tried.',
  },
  ERR_DELIVERY_BUSY: {
    status: 502,
    title: 'The destination answered 429: too many requests.',
    hint: 'Lower `ratePerSecond` or `concurrency` of the destination.',
  },
  ERR_DELIVERY_REFUSED: {
    status: 502,
    title: 'The destination answered with a status from 400 to 499.',
    hint: 'The start of its answer is kept with the attempt; check its address and secret.',
  },
  ERR_DELIVERY_FAILED: {
    status: 502,
    title: 'The destination answered with a status of 500 or above.',
    hint: 'The start of its answer is kept with the attempt; look into the application’s log.',
  },
  ERR_DELIVERY_UNPROCESSED: {
    status: 502,
    title: 'The application that pulled the delivery reported that it failed.',
    hint: 'Its reason is kept with the attempt.',
  },
  ERR_DELIVERY_UNACKNOWLEDGED: {
    status: 504,
    title: 'The application that pulled the delivery did not say in time what came of it.',
    hint: 'Acknowledge before the lease ends, extend it, or ask for a longer one. The application may have crashed.',
  },
  ERR_DESTINATION_DELETED: {
    status: 410,
    title: 'The destination was deleted; what waited for it is discarded.',
    hint: 'Nothing is to be done. A replay can bring the events to another destination.',
  },

  // —— connections to providers ————————————————————————————————————————————————————————————————————
  ERR_PUBLIC_URL: {
    status: 400,
    title: 'A provider could not send to the public URL.',
    hint: 'Start the gateway with --public-url and an https address that leads to it from outside. Where only this machine cannot reach it, say `"assumeReachable": true` (`--assume-reachable`).',
  },
  ERR_CONNECTION_UNFINISHED: {
    status: 409,
    title: 'The connection is not finished yet, or is being removed.',
    hint: 'The watch goes on with it by itself; see its `problem`, and try again in a minute.',
  },
  ERR_PROVIDER_TOKEN: {
    status: 400,
    title: 'The provider does not accept the token.',
    hint: 'It is wrong, expired or revoked. Make a new one there, and give it with --token-env.',
  },
  ERR_PROVIDER_SCOPE: {
    status: 400,
    title: 'The token may not do this at the provider.',
    hint: 'Give one with the rights that the guide lists: for Webex the read scope of the resource, for SeaTable an account token.',
  },
  ERR_PROVIDER_UNREACHABLE: {
    status: 502,
    title: 'The provider could not be reached, or did not answer in time.',
    hint: 'Check the address of its API and that this machine may reach it.',
  },
  ERR_PROVIDER_RATE_LIMITED: {
    status: 503,
    title: 'The provider asks to be left alone for now.',
    hint: 'Try again later; the watch waits as long as it was asked to.',
  },
  ERR_PROVIDER_FAILED: {
    status: 502,
    title: 'The provider failed by itself.',
    hint: 'Nothing is wrong here; try again later.',
  },
  ERR_PROVIDER_ANSWER: {
    status: 502,
    title: 'What answered is not the API of the provider.',
    hint: 'Give the API’s own address: a redirect, a maintenance page, a proxy or another service may stand there.',
  },
  ERR_PROVIDER_NOT_FOUND: {
    status: 400,
    title: 'The provider knows nothing of what was meant.',
    hint: 'Check the workspace and the name of the base, or the address of the API.',
  },
  ERR_PROVIDER_REFUSED: {
    status: 400,
    title: 'The provider refused what it was asked to do.',
    hint: 'Its own words stand in the message; see what the provider’s documentation says of them.',
  },

  // —— the gateway itself ——————————————————————————————————————————————————————————————————————————
  ERR_JOURNAL_UNAVAILABLE: {
    status: 503,
    title: 'The store does not answer now.',
    hint: 'Try again in a moment; /readyz says what is wrong.',
  },
  ERR_JOURNAL_FULL: {
    status: 503,
    title: 'The disk is full.',
    hint: 'Make room on the disk of the data folder; the gateway goes on by itself.',
  },
  ERR_JOURNAL_GONE: {
    status: 503,
    title: 'The store is gone: its files were deleted, moved or replaced.',
    hint: 'Put the files back, or stop the gateway and restore a backup; nothing is taken in, and no empty store is begun, before you do.',
  },
  ERR_JOURNAL_READ_ONLY: {
    status: 503,
    title: 'The store cannot be written.',
    hint: 'Check the rights on the data folder and whether its disk is mounted read-only.',
  },
  ERR_STOPPING: {
    status: 503,
    title: 'The gateway is stopping or starting.',
    hint: 'Try again in a few seconds.',
  },
  ERR_INTERNAL: {
    status: 500,
    title: 'Something failed that should not.',
    hint: 'The log has the cause under the `instance` of this answer. Please report it.',
  },

  // —— the start ———————————————————————————————————————————————————————————————————————————————————
  ERR_SETTING: {
    status: 500,
    title: 'A setting is wrong.',
    hint: 'The message names the setting; `countersign serve --help` lists them all.',
  },
  ERR_SECRET_FILE_UNSAFE: {
    status: 500,
    title: 'A file that holds a secret may be written by others, or read by everybody on the host.',
    hint: 'Take that right away: `chmod 600`, or 440 with a group of its own. Secrets that an orchestrator mounts in memory as root’s are read. Consider a secret that others could read known.',
  },
  ERR_ADDRESS_IN_USE: {
    status: 500,
    title: 'The address to listen on is in use.',
    hint: 'Another program, perhaps another gateway, listens there. Choose another --port.',
  },
  ERR_TUNNEL_MISSING: {
    status: 503,
    title: 'Nothing here makes a tunnel.',
    hint: 'Install cloudflared (https://github.com/cloudflare/cloudflared), or start `ngrok http PORT`; then start again with `--tunnel` or `--tunnel ngrok`.',
  },
  ERR_TUNNEL_FAILED: {
    status: 503,
    title: 'The tunnel does not come up.',
    hint: 'The sentence holds the last word of the program that makes it. Start that by itself to see more.',
  },
  ERR_SIMULATORS_MISSING: {
    status: 501,
    title: 'The simulated providers are a package of their own, which is not installed.',
    hint: 'Run `npm install @countersign/simulators`.',
  },
} as const

/** A code of the gateway's closed list. */
export type Code = keyof typeof codes
