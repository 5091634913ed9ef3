import type { Samples } from '../scheme/facts.ts'

/** Requests of one event after LINE’s reference. */
export const lineSamples: Samples = {
  message: {
    body: '{"destination":"xxxxxxxxxx","events":[{"type":"message","message":{"type":"text","id":"14353798921116","text":"Hello, world"},"timestamp":1625665242211,"source":{"type":"user","userId":"U80696558e1aa831"},"replyToken":"757913772c4646b784d4b7ce46d12671","mode":"active","webhookEventId":"01FZ74A0TDDPYRVKNK77XKC3ZR","deliveryContext":{"isRedelivery":false}}]}',
    headers: { 'Content-Type': 'application/json' },
  },
  follow: {
    body: '{"destination":"xxxxxxxxxx","events":[{"type":"follow","timestamp":1625665242214,"source":{"type":"user","userId":"Ufc729a925b3abef"},"replyToken":"bb173f4d9cf64aed9d408ab4e36339ad","mode":"active","webhookEventId":"01FZ74ASS536FW97EX38NKCZQK","deliveryContext":{"isRedelivery":false}}]}',
    headers: { 'Content-Type': 'application/json' },
  },
}
