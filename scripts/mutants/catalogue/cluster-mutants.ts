import type { Mutant } from '../mutant.ts'

/** In `idempotence/`, `metadata/` and `network/`: what the cluster knows of the producer, and the producer of the cluster. */
export const CLUSTER_MUTANTS: readonly Mutant[] = [
  {
    name: 'sequences wrap one too late',
    file: 'idempotence/sequence-after.ts',
    find: '% SEQUENCE_LIMIT',
    replace: '% (SEQUENCE_LIMIT + 1)',
  },
  {
    name: 'a bump keeps the epoch',
    file: 'idempotence/producer-identities.ts',
    find: 'producerEpoch: used.producerEpoch + 1',
    replace: 'producerEpoch: used.producerEpoch',
  },
  {
    name: 'a hint of an old epoch is followed',
    file: 'metadata/leader-hints.ts',
    find: 'leaderEpoch > before.leaderEpoch && isKnownBroker(leaderId)',
    replace: 'leaderId !== before.leaderId && isKnownBroker(leaderId)',
  },
  {
    name: 'an answer to another request is taken',
    file: 'network/request-channel.ts',
    find: 'if (header.correlationId !== request.correlationId) {',
    replace: 'if (header.correlationId < 0) {',
  },
  {
    name: 'a request that times out leaves the socket open',
    file: 'network/request-channel.ts',
    find: "    this.close({ kind: 'timeout', api, timeoutMs: request.timeoutMs })\n",
    replace: `    const closure: ChannelClosure = { kind: 'timeout', api, timeoutMs: request.timeoutMs }
    this.#inFlight.failAll(closureError(closure, this.peerName, 'possibly'))
`,
  },
  {
    name: 'requests are written out of order',
    file: 'network/request-channel.ts',
    find: `    const parts = [header, ...bodyParts]
    this.#write(`,
    replace: `    const parts = [header, ...bodyParts]
    if (bodyBytes % 2 === 1) clock.scheduleTurn(() => this.#write(parts))
    else this.#write(`,
  },
  {
    name: 'a hint holds for ever',
    file: 'metadata/topic-interest.ts',
    find: 'const now = nowMs < this.#hintsHoldUntilMs ?',
    replace: 'const now = this.#hintsHoldUntilMs > 0 ?',
  },
]
