/** Of what has happened: events, deliveries, replays, erasures. */
export const whatHasHappened = {
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
  ERR_PATH_NOT_INDEXED: {
    status: 409,
    title: 'The source does not index this path.',
    hint: 'Name it in the source’s `index` (`countersign source change NAME --index PATHS`): what comes from then on is found by it. Or look through the bodies: `countersign event search`, `POST /events/search`.',
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
} as const
