import type { Lane } from '../model/lane.ts'

/** What is known of lanes where events are placed. */
export interface Placing {
  /** Whether this gateway sends what comes into a lane as fast as it comes. */
  keepsUp(lane: number): boolean
  /** Whether the keys of an ordered destination may lie in several of its lanes. */
  spreadsKeys(): boolean
}

/** Nothing is known. */
export const placedAnywhere: Placing = { keepsUp: () => false, spreadsKeys: () => false }

/**
 * The lane of a destination's lanes that an event goes to. One in no order stays with the gateway that took it in, as
 * long as that keeps up: it is sent from memory, and no other gateway is told of it or reads it. Else all lanes take
 * turns. Events of one key go to one lane, which their key alone tells.
 *
 * @param turn - counts the events
 */
export function laneAmong(
  lanes: readonly Lane[],
  orderKey: string | null,
  turn: number,
  { keepsUp, spreadsKeys }: Placing,
): Lane | undefined {
  const { length } = lanes
  if (length < 2) return lanes[0]
  if (orderKey !== null) return lanes[spreadsKeys() ? hashOf(orderKey) % length : 0]
  const next = turn % length
  for (let i = 0; i < length; i++) {
    const lane = lanes[(next + i) % length]
    if (lane !== undefined && keepsUp(lane.number)) return lane
  }
  return lanes[next]
}

/** FNV-1a, 32 bits: the same in each gateway. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
