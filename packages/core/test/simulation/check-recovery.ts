import { isSlow } from './planned-codec.ts'
import type { SimulatedLoad } from './simulated-load.ts'
import type { SimulatedWorld } from './simulated-world.ts'

/** From a cluster that can serve to the first record that it stores (G3), beyond what a request may still hang. Milliseconds. */
const RECOVERY_MS = 2_000
/** How long records are kept for partitions that are gone (`topicMetadataPropagationMaxMs`). Milliseconds. */
const GRACE_MS = 30_000
/** A record may fail at once while nothing is connected, so the caller tries again. */
const PROBE_EVERY_MS = 250

interface Place {
  readonly topic: string
  readonly partition: number
  /** Where its log ended when the cluster was healed. */
  readonly healedOffset: number
}

/**
 * Whatever happened before, a cluster that can serve is served soon: every partition stores something, if only a record that
 * waited and whose time runs out on the way. And when everything has settled, one more record to each is served at once.
 *
 * @returns what was not
 */
export async function checkRecovery(
  world: SimulatedWorld,
  load: SimulatedLoad,
): Promise<readonly string[]> {
  const { clock, plan } = world
  const { requestTimeoutMs, connectTimeoutMs } = plan.options
  const healedAt = clock.now()
  const servedBy = healedAt + Math.max(requestTimeoutMs, connectTimeoutMs) + RECOVERY_MS
  const places = placesOf(world)
  let unserved = await probe(world, load, places, servedBy)
  // What the room is full of may not be sent, and not be given up either, before the grace is over.
  if (unserved.length > 0 && waitsBehindTheGone(world, healedAt)) {
    unserved = await probe(world, load, unserved, servedBy + GRACE_MS)
  }
  // What was sent last before the healing has left the queue by then, one way or the other.
  if (unserved.length > 0 && expiresInTheCodec(world, unserved, healedAt)) {
    unserved = await probe(world, load, unserved, servedBy + plan.options.deliveryTimeoutMs)
  }
  const late = excuses(world, unserved.length < places.length) ? [] : unserved
  const checkedAt = clock.now()
  await clock.runUntil(load.settled())
  const soon = clock.now() + RECOVERY_MS
  const last = places.map((place) => load.sendTo(place))
  await clock.runUntil(Promise.all(last))
  return [
    ...late.map(
      ({ topic, partition }) =>
        `G3: ${topic}-${partition} stored nothing from ${healedAt} to ${checkedAt} ms, after the cluster was healed`,
    ),
    ...refusedAtLast(world, places.length, soon),
  ]
}

/** Sends to partitions until each has stored something, or it is that late; gives those that have not. */
async function probe(
  world: SimulatedWorld,
  load: SimulatedLoad,
  places: readonly Place[],
  untilMs: number,
): Promise<readonly Place[]> {
  const { clock } = world
  let unserved = places
  while (unserved.length > 0 && clock.now() < untilMs) {
    for (const place of unserved) void load.sendTo(place)
    await clock.runUntil(new Promise<void>((resolve) => clock.setTimer(PROBE_EVERY_MS, resolve)))
    unserved = unserved.filter((place) => !wasServed(world, place))
  }
  return unserved
}

/** Whether there is no room, and records are open that may be for partitions which a topic lost when it was made anew. */
function waitsBehindTheGone(
  { kafka, ledger, producer }: SimulatedWorld,
  healedAt: number,
): boolean {
  if ((producer.metrics().producer['waiting-senders'] ?? 0) === 0) return false
  const { state } = kafka.cluster
  const countOf = (topic: string): number => state.topic(topic)?.partitions.length ?? 0
  const shrunk = new Set(
    state.deletedLogs.logs
      .filter(({ topic, partition }) => partition >= countOf(topic))
      .map(({ topic }) => topic),
  )
  return ledger.entries.some(({ topic, partition, sentAt, settlement }) => {
    if (settlement !== undefined || sentAt > healedAt || !shrunk.has(topic)) return false
    return partition === undefined || partition >= countOf(topic)
  })
}

/**
 * Whether a codec takes longer for a batch than the next is overdue: where more was sent than it can compress, the oldest batch is
 * always about to expire, and does so in the codec's hands, until the queue is through.
 */
function expiresInTheCodec(
  { plan, ledger }: SimulatedWorld,
  unserved: readonly Place[],
  healedAt: number,
): boolean {
  if (!isSlow(plan.compression)) return false
  return ledger.entries.some(
    ({ topic, partition, sentAt, settledAt, settlement }) =>
      unserved.some((place) => place.topic === topic && partition === place.partition) &&
      sentAt <= healedAt &&
      settledAt > healedAt + RECOVERY_MS &&
      settlement?.kind === 'rejected' &&
      settlement.reason.startsWith('DELIVERY_TIMEOUT:') &&
      settlement.reason.endsWith('it was never sent'),
  )
}

/** Where a partition has to wait although the cluster serves. */
function excuses({ plan, producer }: SimulatedWorld, someServed: boolean): boolean {
  // With acks 0 a connection that swallows everything looks like any other.
  if (plan.options.acks === 0) return true
  // With little room, what goes to one partition waits its turn behind what goes to the others.
  return someServed && (producer.metrics().producer['waiting-senders'] ?? 0) > 0
}

function placesOf({ kafka, plan }: SimulatedWorld): readonly Place[] {
  return plan.topics.flatMap(({ name }) =>
    (kafka.cluster.state.topic(name)?.partitions ?? []).map(({ index, log }) => {
      return { topic: name, partition: index, healedOffset: log.endOffset }
    }),
  )
}

function wasServed({ kafka }: SimulatedWorld, { topic, partition, healedOffset }: Place): boolean {
  const log = kafka.cluster.state.topic(topic)?.partitions[partition]?.log
  return log !== undefined && log.endOffset > healedOffset
}

function refusedAtLast({ ledger }: SimulatedWorld, count: number, soon: number): readonly string[] {
  return ledger.entries
    .slice(-count)
    .filter(({ settlement, settledAt }) => settlement?.kind !== 'acknowledged' || settledAt > soon)
    .map(
      ({ topic, partition, settlement, settledAt }) =>
        `G3: the last record to ${topic}-${partition} settled at ${settledAt} ms, due by ${soon}: ${JSON.stringify(settlement)}`,
    )
}
