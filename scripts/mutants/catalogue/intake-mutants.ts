import type { Mutant } from '../mutant.ts'

/** In `producer/`: admission, waiting, and how calls end. */
export const INTAKE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a record overtakes those that wait for room',
    file: 'producer/record-admission.ts',
    find: 'return !topic.known || this.#forRoom.first !== null',
    replace: 'return !topic.known',
  },
  {
    name: 'a record whose partition is gone is dropped',
    file: 'producer/record-admission.ts',
    find: `    waitingRecords.move(waiting, topic.waitingForPartition)
    this.#awaitPartition(waiting)
`,
    replace: '    waitingRecords.leave(waiting)\n',
  },
  {
    name: 'records for a new partition are let on behind those that came later',
    file: 'producer/record-admission.ts',
    find: 'waitingRecords.moveInOrder(known, this.#forRoom)',
    replace: 'for (const waiting of known) waitingRecords.move(waiting, this.#forRoom)',
  },
  {
    name: 'an older answer decides about a partition',
    file: 'producer/record-admission.ts',
    find: 'else if (ask > waiting.asksBefore) waitingRecords',
    replace: 'else if (ask > 0) waitingRecords',
    seenBy: 'partitioning.test.ts',
  },
  {
    name: 'batches linger while callers wait for room',
    file: 'producer/record-admission.ts',
    find: '    this.#press()\n    return left <= 0\n',
    replace: '    return left <= 0\n',
    seenBy: 'room-and-flushing.test.ts',
  },
  {
    name: 'a flush ends before records that waited for room are stored',
    file: 'producer/record-admission.ts',
    find: '      batch.settleBefore(waiting.flushPoint)\n',
    replace: '',
  },
  {
    name: 'waiting records are let on in reverse',
    file: 'producer/waiting-records.ts',
    find: `    this.#measure(waiting)
    waiting.list?.remove(waiting)
    list.push(waiting)
`,
    replace: `    this.#measure(waiting)
    waiting.list?.remove(waiting)
    list.insertAfter(null, waiting)
`,
  },
  {
    name: 'an aborted waiter leaves the claim on its room behind',
    file: 'producer/waiting-records.ts',
    find: '    budget.releaseWaiting(waiting.record.waitingBytes)\n',
    replace: `    if (waiting.stopListening === null) budget.releaseWaiting(waiting.record.waitingBytes)
`,
  },
  {
    name: 'who has waited holds the process for ever',
    file: 'producer/waiting-records.ts',
    find: '    hold.release()\n    waiting.record.clear()\n',
    replace: '    waiting.record.clear()\n',
  },
  {
    name: 'the time of waiting does not count',
    file: 'producer/waiting-records.ts',
    find: 'record.detach(nowMs + deliveryTimeoutMs)',
    replace: 'record.detach(nowMs + 2 * deliveryTimeoutMs)',
  },
  {
    name: 'a record that was not accepted is sent',
    file: 'producer/record-intake.ts',
    find: `      if (this.#append(topic, pending) !== null) return true
`,
    replace: `      if (this.#append(topic, pending) !== null) return pending.keyLength !== 5
`,
  },
  {
    name: 'a flush behind another one, with nothing in between, waits for nothing',
    file: 'accumulator/flush-points.ts',
    find: 'if (this.isQuiet) return ended.previous',
    replace: 'if (this.isQuiet) return null',
  },
  {
    name: 'a flush forgets the records that wait',
    file: 'producer/flusher.ts',
    find: 'const point = flushPoints.end()',
    replace: 'const point = accumulator.unsettled.first === null ? null : flushPoints.end()',
  },
  {
    name: 'a new topic under an old name is not noticed',
    file: 'producer/topic-directory.ts',
    find: 'const isAnother = tellsId && queues.hasTopicId && queues.topicId !== metadata.topicId',
    replace: 'const isAnother = tellsId && queues.hasTopicId && queues.topicId === metadata.name',
  },
  {
    name: 'a forgotten topic begins again where it began',
    file: 'producer/topic-directory.ts',
    find: '    onForgotten(queues)\n',
    replace: '',
  },
  {
    name: 'who was refused waits for room for the record, not for its batch',
    file: 'producer/record-admission.ts',
    find: 'this.mustWait(topic) ? ownBytes : budget.refusedBytes',
    replace: 'this.mustWait(topic) ? ownBytes : Math.min(ownBytes, budget.refusedBytes)',
    seenBy: 'room-and-flushing.test.ts',
  },
  {
    name: 'a stream passes over the record for which it had to wait',
    file: 'producer/record-sink.ts',
    find: 'const goOn = (): void => this.#goOn(records.slice(index), done)',
    replace: 'const goOn = (): void => this.#goOn(records.slice(index + 1), done)',
  },
  {
    name: 'a stream ends before its records have settled',
    file: 'producer/record-sink.ts',
    find: 'if (this.#unsettled === 0) done()',
    replace: 'if (this.#unsettled >= 0) done()',
    seenBy: 'writable.test.ts',
  },
  {
    name: 'one record of a batch of calls is told the outcome of another',
    file: 'producer/outcome-list.ts',
    find: "this.#outcomes[index] = { status: 'fulfilled', value: metadata }",
    replace: "this.#outcomes[this.#settled] = { status: 'fulfilled', value: metadata }",
  },
  {
    name: 'the copy of a value begins where that of its key does',
    file: 'accumulator/copy-pool.ts',
    find: 'write(buffer, valueAt, value)',
    replace: 'write(buffer, 0, value)',
  },
  {
    name: 'copies that a caller’s function has seen are used again',
    file: 'producer/waiting-record.ts',
    find: 'this.readFields()\n    this.bytes = null',
    replace: 'this.readFields()',
  },
  {
    name: 'the buffer of a copy is given back twice',
    file: 'producer/waiting-records.ts',
    find: 'waiting.bytes = null\n    if (!topic.known',
    replace:
      'if (waiting.bytes !== null) this.#copies.giveBack(waiting.bytes)\n    if (!topic.known',
  },
]
