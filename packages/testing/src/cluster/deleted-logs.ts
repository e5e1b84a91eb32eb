import type { StoredBatch } from './partition-log.ts'
import type { Topic } from './topic.ts'

/** How many bytes of deleted topics are kept for the judge; past it, the topics deleted first are forgotten. */
export const KEPT_DELETED_BYTES = 16_777_216

/** What a partition held when its topic was deleted. */
export interface DeletedLog {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly startOffset: number
  readonly batches: readonly StoredBatch[]
}

/** What deleted topics held, for the judge alone: a record that was stored and deleted with its topic was not lost. */
export class DeletedLogs {
  #logs: DeletedLog[] = []
  #bytes = 0
  #forgotten = false

  /** Oldest first. */
  get logs(): readonly DeletedLog[] {
    return this.#logs
  }

  /** Whether some had to be forgotten, so that nobody can say any more what they held. */
  get forgotten(): boolean {
    return this.#forgotten
  }

  /** Keeps what a topic holds now, just before it is deleted. */
  keep({ name, id, partitions }: Topic): void {
    for (const { index, log } of partitions) {
      if (log.endOffset === 0) continue
      const { startOffset } = log
      const batches = [...log.batches]
      this.#logs.push({ topic: name, topicId: id, partition: index, startOffset, batches })
      this.#bytes += bytesOf(batches)
    }
    while (this.#bytes > KEPT_DELETED_BYTES) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const [oldest, ...rest] = this.#logs
    this.#logs = rest
    this.#bytes -= bytesOf(oldest?.batches ?? [])
    this.#forgotten = true
  }
}

function bytesOf(batches: readonly StoredBatch[]): number {
  return batches.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
