import type { Mutant } from '../mutant.ts'

/** In `sender/`: what leaves when, and what becomes of it. */
export const SENDER_MUTANTS: readonly Mutant[] = [
  {
    name: 'a refused batch takes a new sequence when it goes again',
    file: 'sender/sender.ts',
    find: 'if (batch.sealed) return\n',
    replace: 'if (batch.mayBeWritten) return\n    if (batch.sealed) batch.unseal()\n',
  },
  {
    name: 'more requests are in flight than allowed',
    file: 'sender/sender.ts',
    find: 'while (broker.requestsInFlight < options.maxInFlightRequests',
    replace: 'while (broker.requestsInFlight <= options.maxInFlightRequests',
  },
  {
    name: 'a producer id is asked for again and again while what is refused one is about to fail',
    file: 'sender/sender.ts',
    find: 'return this.#dependencies.accumulator.hasQueued && !this.#refused.pending',
    replace: 'return this.#dependencies.accumulator.unsettled.first !== null',
    seenBy: 'producer-id-errors.test.ts',
  },
  {
    name: 'the sender does not wake for deadlines',
    file: 'sender/sender.ts',
    find: 'this.#wakeAt(Math.min(nextDeadlineMs, waitsUntilMs, accumulator.nextAdvanceAtMs()))',
    replace: 'this.#wakeAt(Math.min(waitsUntilMs, accumulator.nextAdvanceAtMs()))',
  },
  {
    name: 'waiting records that a turn left wait for something to happen',
    file: 'sender/sender.ts',
    find: 'if (admitsMore || results.leftInTurn <= 0) this.schedule.wake()',
    replace: 'if (results.leftInTurn <= 0) this.schedule.wake()',
    seenBy: 'settling-in-turns.test.ts',
  },
  {
    name: 'batches that a turn left wait for something to happen',
    file: 'sender/sender.ts',
    find: 'if (admitsMore || results.leftInTurn <= 0) this.schedule.wake()',
    replace: 'if (admitsMore) this.schedule.wake()',
    seenBy: 'settling-in-turns.test.ts',
  },
  {
    name: 'a broker that asked for silence is talked to',
    file: 'sender/sender.ts',
    find: 'if (broker.mutedUntilMs > nowMs) {',
    replace: 'if (broker.mutedUntilMs > nowMs + 60_000) {',
  },
  {
    name: 'a throttle is not heard',
    file: 'sender/produce-results.ts',
    find: 'if (answer.throttleTimeMs > 0) call.broker',
    replace: 'if (answer.throttleTimeMs > 60_000) call.broker',
  },
  {
    name: 'an id under which something was taken once is never in doubt again',
    file: 'sender/produce-results.ts',
    find: 'if (topic.acknowledgedId === sentUnder && nowMs < provenUntilMs) return',
    replace: 'if (topic.acknowledgedId === sentUnder) return',
    seenBy: 'recreated-topics.test.ts',
  },
  {
    name: 'a partition that the answer leaves out counts as acknowledged',
    file: 'sender/produce-results.ts',
    find: 'new EndedCall(call, answer.topics, PARTITION_LEFT_OUT)',
    replace: 'new EndedCall(call, answer.topics, NOT_TOLD)',
  },
  {
    name: 'the first partition of an answer speaks for all',
    file: 'sender/ended-call.ts',
    find: 'return { batch, result, topicId: topic.topicId }',
    replace: 'return { batch, result: topic.partitions.at(0) ?? result, topicId: topic.topicId }',
  },
  {
    name: 'what is put off of an answer is read from the bytes of the socket',
    file: 'sender/plain-produce-response.ts',
    find: 'new PlainReader(Buffer.from(body), hasTopicIds)',
    replace: 'new PlainReader(body, hasTopicIds)',
    seenBy: 'reused-chunks.test.ts',
  },
  {
    name: 'an answered request still counts as in flight',
    file: 'sender/produce-results.ts',
    find: `    call.markAnswered()
    call.broker.leaveWire(nowMs)
`,
    replace: '    call.markAnswered()\n',
  },
  {
    name: 'a request without an answer still counts as in flight',
    file: 'sender/produce-results.ts',
    find: `  onUnanswered(call: ProduceCall, failure: ProducerError): void {
    const nowMs = this.#dependencies.clock.now()
    call.broker.leaveWire(nowMs)
`,
    replace: `  onUnanswered(call: ProduceCall, failure: ProducerError): void {
    const nowMs = this.#dependencies.clock.now()
`,
  },
  {
    name: 'metadata is not asked for after a refusal that calls for it',
    file: 'sender/produce-results.ts',
    find: "result instanceof ProducerError || ('refreshMetadata' in outcome && outcome.refreshMetadata)",
    replace: 'result instanceof ProducerError',
  },
  {
    name: 'what callers send while they are being told leaves piece by piece',
    file: 'sender/produce-results.ts',
    find: `      const next = ended.next()
      if (next !== null) this.#decide(next, nowMs)
      else {
        this.#ended.shift()
        // Behind its results: their callers send more, which shall gather and not leave piece by piece.
        ended.call.broker.settled(ended.call.unfilled)
`,
    replace: `      const once = ended as unknown as { told?: boolean }
      if (once.told !== true) ended.call.broker.settled(ended.call.unfilled)
      once.told = true
      const next = ended.next()
      if (next !== null) this.#decide(next, nowMs)
      else {
        this.#ended.shift()
`,
  },
  {
    name: 'a request whose callers were told lets no other gather behind it',
    file: 'sender/produce-results.ts',
    find: 'ended.call.broker.settled(ended.call.unfilled)',
    replace: 'ended.call.broker.settled(false)',
  },
  {
    name: 'an answered batch counts as unanswered too',
    file: 'sender/produce-call.ts',
    find: '    if (batch !== null) this.#takeOut(batch)\n',
    replace: '',
  },
  {
    name: 'a batch that the broker has already counts as refused',
    file: 'sender/batch-outcome.ts',
    find: "if (rule.action === 'stored' && facts.mayBeWritten) return STORED_EARLIER",
    replace: "if (rule.action === 'stored' && facts.attempts < 0) return STORED_EARLIER",
  },
  {
    name: 'a lost answer counts as a refusal',
    file: 'sender/batch-outcome.ts',
    find: "const mayBeWritten = facts.mayBeWritten || failure.persisted === 'possibly'",
    replace: 'const { mayBeWritten } = facts',
  },
  {
    name: 'an expired batch on the wire is said to be not stored',
    file: 'sender/batch-errors.ts',
    find: 'batch.mayBeWritten || queue.inFlight.has(batch)',
    replace: 'batch.mayBeWritten',
  },
  {
    name: 'a batch forgets that an attempt may have been written',
    file: 'sender/batch-settlement.ts',
    find: "if (outcome.kind === 'retry') batch.mayBeWritten ||= outcome.mayBeWritten",
    replace: "if (outcome.kind === 'retry') batch.mayBeWritten ||= outcome.delayMs < 0",
  },
  {
    name: 'a refused batch leaves its sequence open',
    file: 'sender/batch-settlement.ts',
    find: `    if (batch.stamp !== null) batch.queue.sequences.markBroken()
    this.#accumulator.finishInFlight(batch, nowMs)
    this.#accumulator.settled(batch)
`,
    replace: `    this.#accumulator.finishInFlight(batch, nowMs)
    this.#accumulator.settled(batch)
`,
  },
  {
    name: 'a batch that expired on the wire leaves its sequence open',
    file: 'sender/batch-settlement.ts',
    find: `    if (batch.stamp !== null) batch.queue.sequences.markBroken()
    this.#accumulator.finishInFlight(batch, nowMs)
  }
`,
    replace: `    this.#accumulator.finishInFlight(batch, nowMs)
  }
`,
  },
  {
    name: 'a batch that expired before its retry leaves its sequence open',
    file: 'sender/batch-settlement.ts',
    find: `    if (batch.stamp !== null) queue.sequences.markBroken()
    this.#accumulator.finishQueued(batch, nowMs)
`,
    replace: '    this.#accumulator.finishQueued(batch, nowMs)\n',
  },
  {
    name: 'a batch that was never sent costs an epoch when it expires',
    file: 'sender/batch-settlement.ts',
    find: 'if (batch.stamp !== null) queue.sequences.markBroken()\n    this.#accumulator.finishQueued',
    replace: 'queue.sequences.markBroken()\n    this.#accumulator.finishQueued',
  },
  {
    name: 'a bump does not wait for what is on the wire',
    file: 'sender/batch-settlement.ts',
    find: 'if (!broken || queue.inFlight.length > 0) return',
    replace: 'if (!broken) return',
  },
  {
    name: 'a bump restamps batches that may be stored',
    file: 'sender/batch-settlement.ts',
    find: 'for (const batch of queue.retrying.toArray()) {\n',
    replace: 'for (const batch of queue.retrying.toArray()) {\n      batch.mayBeWritten = false\n',
  },
  {
    name: 'a lost sequence goes on under the same epoch',
    file: 'sender/batch-settlement.ts',
    find: `      this.#identities.retire(identity)
      this.#reporter.events.sequenceGap`,
    replace: '      this.#reporter.events.sequenceGap',
  },
  {
    name: 'a recreated topic keeps its sequences',
    file: 'sender/batch-settlement.ts',
    find: `      queue.sequences.markBroken()
      this.#restartIfDrained(queue, nowMs)
      this.#accumulator.refresh(queue, nowMs)
`,
    replace: '      this.#accumulator.refresh(queue, nowMs)\n',
  },
  {
    name: 'a batch settles a second time when its late answer comes',
    file: 'sender/batch-settlement.ts',
    find: '    if (batch.settled) return // Its deadline',
    replace: '    batch.settled = false // Its deadline',
  },
  {
    name: 'a frozen leader is waited for although others lead',
    file: 'sender/silence-watch.ts',
    find: 'if (broker.deposed && enableIdempotence) {',
    replace: 'if (broker.deposed && !enableIdempotence) {',
  },
  {
    name: 'a producer id that another producer uses is bumped, not left',
    file: 'sender/batch-settlement.ts',
    find: 'if (identity !== null && provesSharedId(outcome)) this.#identities.abandon(identity)',
    replace: '',
  },
  {
    name: 'a batch that expires on the wire leaves its partition ready',
    file: 'sender/batch-settlement.ts',
    find: `      batch.fail(error, this.#reporter)
      this.#accumulator.refresh(queue, nowMs)
`,
    replace: '      batch.fail(error, this.#reporter)\n',
    seenBy: 'deadlines.test.ts',
  },
  {
    name: 'a request whose bytes have left still counts as in flight',
    file: 'sender/produce-results.ts',
    find: `    call.broker.leaveWire(nowMs)
    this.#end(new EndedCall(call, [], NOT_TOLD), nowMs)`,
    replace: '    this.#end(new EndedCall(call, [], NOT_TOLD), nowMs)',
  },
  {
    name: 'half of a split takes sequences of its own',
    file: 'sender/sender.ts',
    find: `    if (batch.stamp !== null) {
      batch.seal(batch.stamp)
      return
    }
`,
    replace: '',
  },
  {
    name: 'a broker is asked to store before its replicas have',
    file: 'sender/sender.ts',
    find: 'encodeProduceRequest(version, acks, requestTimeoutMs',
    replace: 'encodeProduceRequest(version, acks === -1 ? 1 : acks, requestTimeoutMs',
  },
  {
    name: 'a partition whose retry expired does not restart',
    file: 'sender/batch-settlement.ts',
    find: `    batch.fail(error, this.#reporter)
    this.#restartIfDrained(queue, nowMs)`,
    replace: '    batch.fail(error, this.#reporter)',
  },
  {
    name: 'an undecidable batch is dropped silently',
    file: 'sender/batch-settlement.ts',
    find: '        batch.fail(undecidableError(batch), this.#reporter)\n',
    replace: '',
  },
  {
    name: 'hints at leaders are not followed',
    file: 'sender/produce-results.ts',
    find: 'if (hints !== null) this.#dependencies',
    replace: 'if (hints !== null && nowMs < 0) this.#dependencies',
    seenBy: 'leader-hints.test.ts',
  },
]
