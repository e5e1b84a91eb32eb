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
    name: 'a new epoch goes on with the sequences of the old',
    file: 'idempotence/partition-sequences.ts',
    find: `    this.#identity = null
    this.#next = 0
`,
    replace: '    this.#identity = null\n',
  },
  {
    name: 'a sequence is given out twice',
    file: 'idempotence/partition-sequences.ts',
    find: 'this.#next = sequenceAfter(base, recordCount)',
    replace: 'this.#next = sequenceAfter(base, recordCount - (base === 0 ? 1 : 0))',
  },
  {
    name: 'a bump keeps the epoch',
    file: 'idempotence/producer-identities.ts',
    find: 'producerEpoch: used.producerEpoch + 1',
    replace: 'producerEpoch: used.producerEpoch',
  },
  {
    name: 'a request for a producer id that fails is not repeated',
    file: 'idempotence/identity-acquirer.ts',
    find: 'this.#timer = clock.setTimer(delayMs, () => this.#request())',
    replace: 'this.#busy = delayMs >= 0',
  },
  {
    name: 'a broker that lags behind names the leader',
    file: 'metadata/merge-topic.ts',
    find: 'isOlderLeader(partition, before) ? before : partition',
    replace: 'isOlderLeader(before, before) ? before : partition',
  },
  {
    name: 'a hint of an old epoch is followed',
    file: 'metadata/leader-hints.ts',
    find: 'leaderEpoch > before.leaderEpoch && isKnownBroker(leaderId)',
    replace: 'leaderId !== before.leaderId && isKnownBroker(leaderId)',
  },
  {
    name: 'a refresh that is wanted while one is under way is forgotten',
    file: 'metadata/metadata-refresher.ts',
    find: '    if (askForAll) this.#refreshWanted = false\n    fetchMetadata',
    replace: '    fetchMetadata',
  },
  {
    name: 'metadata is never asked for again after a failure',
    file: 'metadata/metadata-refresher.ts',
    find: '    if (askForAll) this.#refreshWanted = true\n',
    replace: '',
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
    find: `    this.#inFlight.add(request)
    this.#write(header, bodyParts)
`,
    replace: `    this.#inFlight.add(request)
    if (bodyBytes % 2 === 0) this.#write(header, bodyParts)
    else this.#dependencies.clock.scheduleTurn(() => this.#write(header, bodyParts))
`,
  },
  {
    name: 'requests fail before their socket is closed',
    file: 'network/request-channel.ts',
    find: `    this.#state = 'closing'
    this.#closure = closure
`,
    replace: `    this.#state = 'closing'
    this.#closure = closure
    this.#inFlight.failAll(closureError(closure, this.peerName, 'possibly'))
`,
  },
  {
    name: 'a lost connection is said to have carried nothing',
    file: 'network/request-channel.ts',
    find: "const error = closureError(closure, this.peerName, 'possibly')",
    replace: "const error = closureError(closure, this.peerName, 'no')",
  },
  {
    name: 'requests do not time out',
    file: 'network/in-flight-requests.ts',
    find: 'else this.#onTimeout(late)',
    replace: 'else this.#checkDeadlines.length',
  },
  {
    name: 'a broker that moved is dialled where it was',
    file: 'network/broker-pool.ts',
    find: 'if (node?.host === peer.address.host && node.port === peer.address.port) kept',
    replace: 'if (node?.host === peer.address.host) kept',
  },
  {
    name: 'a broker is not dialled again after a failure',
    file: 'network/broker-peer.ts',
    find: `      this.#backoffTimer = null
      this.#startDial()
`,
    replace: '      this.#backoffTimer = null\n',
  },
]
