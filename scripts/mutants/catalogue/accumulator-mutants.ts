import type { Mutant } from '../mutant.ts'

/** In `accumulator/`: batches, their order, their memory and whoever waits for them. */
export const ACCUMULATOR_MUTANTS: readonly Mutant[] = [
  {
    name: 'the first batch of a partition does not go alone',
    file: 'accumulator/record-accumulator.ts',
    find: 'const alone = enableIdempotence && queue.sequences.isUnproven(nowMs)',
    replace: 'const alone = enableIdempotence && queue.sequences.broken',
  },
  {
    name: 'a retry goes to another partition',
    file: 'accumulator/record-accumulator.ts',
    find: `    queue.inFlight.remove(batch)
    queue.reenqueue(batch)`,
    replace: `    queue.inFlight.remove(batch)
    const { topic, partition } = queue
    topic.queue((partition + 1) % topic.partitionCount).reenqueue(batch)`,
  },
  {
    name: 'memory is given back before the socket is closed',
    file: 'accumulator/record-accumulator.ts',
    find: `    this.#unsettled.remove(batch)
    this.#hold.release()
`,
    replace: `    this.#unsettled.remove(batch)
    this.#hold.release()
    this.#release(batch)
`,
  },
  {
    name: 'a split gives no memory back',
    file: 'accumulator/record-accumulator.ts',
    find: `    const parts = splitBatch(batch)
    this.#release(batch)
`,
    replace: '    const parts = splitBatch(batch)\n',
  },
  {
    name: 'the halves of a split are not counted',
    file: 'accumulator/record-accumulator.ts',
    find: '      this.#budget.charge(part.memoryBytes)\n',
    replace: '',
  },
  {
    name: 'the second half of a split never expires',
    file: 'accumulator/record-accumulator.ts',
    find: '      this.#expectSettledBy(part, deadlineMs)\n',
    replace: '      this.#expectSettledBy(part, deadlineMs + (part === parts[1] ? 1e9 : 0))\n',
  },
  {
    name: 'a retry overtakes the batch before it',
    file: 'accumulator/batch-line.ts',
    find: 'const isLast = last === null || last.ordinal < batch.ordinal',
    replace: 'const isLast = true',
  },
  {
    name: 'a fresh batch overtakes those that wait for their retry',
    file: 'accumulator/partition-queue.ts',
    find: 'const batch = this.retrying.shift() ?? this.fresh.shift()',
    replace: 'const batch = this.fresh.shift() ?? this.retrying.shift()',
  },
  {
    name: 'a retried batch does not go alone',
    file: 'accumulator/partition-queue.ts',
    find: 'if (this.retrying.length > 0 || oldest.cameBack) return true',
    replace: 'if (oldest.attempts > 1e9) return true',
  },
  {
    name: 'a fresh batch leaves in the same pass as a retried one',
    file: 'accumulator/partition-queue.ts',
    find: 'if (this.retrying.length > 0 || oldest.cameBack) return true',
    replace: 'if (this.retrying.length > 0 || oldest.attempts > 1) return true',
  },
  {
    name: 'newer batches follow one that expired on the wire',
    file: 'accumulator/partition-queue.ts',
    find: 'return this.inFlight.find(isSettled) !== null',
    replace: 'return this.inFlight.length >= maxInFlight',
  },
  {
    name: 'a batch that is compressed later leaves before its turn',
    file: 'accumulator/partition-queue.ts',
    find: "if (batch === null || batch.compression === 'under-way') return 'nothing'",
    replace: "if (batch === null) return 'nothing'",
  },
  {
    name: 'the second half of a split begins at the sequence of the first',
    file: 'accumulator/split-batch.ts',
    find: 'baseSequence: sequenceAfter(stamp.baseSequence, from)',
    replace: 'baseSequence: sequenceAfter(stamp.baseSequence, 0)',
  },
  {
    name: 'the records of a split are told the outcome of the wrong half',
    file: 'accumulator/producer-batch.ts',
    find: `      const part = index < cut ? first : second
      part.#expect(`,
    replace: `      const part = index > cut ? first : second
      part.#expect(`,
  },
  {
    name: 'callers in the second half of a split are told the offsets of others',
    file: 'accumulator/producer-batch.ts',
    find: '        index < cut ? index : index - cut,\n',
    replace: '        index,\n',
  },
  {
    name: 'who is told of a batch after others is told the times of later records',
    file: 'accumulator/producer-batch.ts',
    find: 'if (this.#timestamps === null || this.#timestamps.nextIndex > index) {',
    replace: 'if (this.#timestamps === null) {',
    seenBy: 'record-timestamps.test.ts',
  },
  {
    name: 'a flush does not wait for the second half of a split',
    file: 'accumulator/producer-batch.ts',
    find: '      second.settleBefore(this.#flushPoint)\n',
    replace: '',
  },
  {
    name: 'every record of a batch is told the offset of the first',
    file: 'accumulator/producer-batch.ts',
    find: 'UNKNOWN_OFFSET : this.#baseOffset + index,',
    replace: 'UNKNOWN_OFFSET : this.#baseOffset,',
  },
  {
    name: 'the broker’s timestamp is not told',
    file: 'accumulator/producer-batch.ts',
    find: 'this.#logAppendTimeMs >= 0 ?',
    replace: 'this.#logAppendTimeMs > Number.MAX_SAFE_INTEGER ?',
  },
  {
    name: 'a waiting copy loses its headers',
    file: 'accumulator/pending-record.ts',
    find: '    copy.headers = this.headers === null ? null : this.headers.copy()\n',
    replace: '',
  },
  {
    name: 'memory has no bound once a batch is open',
    file: 'accumulator/record-accumulator.ts',
    find: 'if (!this.#budget.reserve(grown)) return null',
    replace: 'this.#budget.charge(grown)',
  },
  {
    name: 'a leader that was deposed long ago loses its connection',
    file: 'accumulator/broker-queue.ts',
    find: 'if (this.requestsInFlight === 0) this.deposed = false',
    replace: '',
    seenBy: 'frozen-leader.test.ts',
  },
  {
    name: 'the growth of a batch is not counted in it',
    file: 'accumulator/record-accumulator.ts',
    find: '    batch.memoryBytes += grown\n',
    replace: '',
  },
  {
    name: 'a batch holds its partition back beyond its own deadline',
    file: 'accumulator/record-accumulator.ts',
    find: 'const untilMs = Math.min(retryAtMs, batch.deadlineMs)',
    replace: 'const untilMs = retryAtMs + 5_000',
  },
  {
    name: 'batches that wait for a codec are forgotten',
    file: 'accumulator/record-accumulator.ts',
    find: 'this.#compression?.beginTurn()',
    replace: '',
  },
  {
    name: 'later batches stand where parts of earlier ones belong',
    file: 'accumulator/partition-queue.ts',
    find: 'this.#ordinal += this.open?.recordCount ?? 0',
    replace: '',
  },
  {
    name: 'a settled batch is compressed all the same',
    file: 'accumulator/batch-compression.ts',
    find: '      if (batch.settled) continue\n',
    replace: '',
  },
  {
    name: 'a batch that is given up keeps its deadline',
    file: 'accumulator/record-accumulator.ts',
    find: '      batch.deadlineMs = nowMs\n',
    replace: '',
  },
  {
    name: 'a batch that left its queue stays open',
    file: 'accumulator/partition-queue.ts',
    find: 'if (this.open === batch) this.#endOpen()',
    replace: '',
  },
]
