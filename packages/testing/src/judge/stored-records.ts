import type { ClusterState } from '../cluster/cluster-state.ts'
import { type DecodedRecord, decodeBatch } from '../cluster/decode-batch.ts'
import type { DeletedLog } from '../cluster/deleted-logs.ts'
import { identityOf, type RecordContent, storedContent } from './record-content.ts'

/** A partition as the judge sees it: one that is there, or one that was deleted with its topic. */
export interface JudgedLog extends DeletedLog {
  readonly deleted: boolean
}

/** A record as it stands in a log. */
export interface StoredCopy {
  readonly log: JudgedLog
  readonly record: DecodedRecord
  readonly content: RecordContent
  readonly identity: string
}

/** Everything that a cluster holds, and what its topics held when they were deleted. */
export class StoredRecords {
  readonly logs: readonly JudgedLog[]
  /** Whether deleted topics were forgotten: what is not found may have been there. */
  readonly forgotten: boolean
  /** Log by log, in the order of offsets. */
  readonly all: readonly StoredCopy[]
  readonly #byIdentity = new Map<string, StoredCopy[]>()

  constructor(state: ClusterState) {
    const deleted = state.deletedLogs.logs.map((log) => ({ ...log, deleted: true }))
    const present = state.topics.flatMap(({ name, id, partitions }) =>
      partitions.map(({ index, log: { startOffset, batches } }) => {
        return { topic: name, topicId: id, partition: index, startOffset, batches, deleted: false }
      }),
    )
    this.logs = [...deleted, ...present]
    this.forgotten = state.deletedLogs.forgotten
    this.all = this.logs.flatMap(copiesIn)
    for (const copy of this.all) this.#add(copy)
  }

  /** Where a record stands, in whatever log. */
  copies(identity: string): readonly StoredCopy[] {
    return this.#byIdentity.get(identity) ?? []
  }

  #add(copy: StoredCopy): void {
    const copies = this.#byIdentity.get(copy.identity)
    if (copies === undefined) this.#byIdentity.set(copy.identity, [copy])
    else copies.push(copy)
  }
}

function copiesIn(log: JudgedLog): StoredCopy[] {
  return log.batches
    .flatMap((batch) => decodeBatch(batch))
    .filter(({ offset }) => offset >= log.startOffset)
    .map((record) => {
      const content = storedContent(record)
      return { log, record, content, identity: identityOf(content) }
    })
}
