import { setTimeout as sleep } from 'node:timers/promises'
import type { ApacheKafka, KafkaNode } from '@headwater/apache-kafka'
import { caughtUp } from './caught-up.ts'
import type { TopicWatch } from './topic-watch.ts'

/** Long enough for the controller to see that the node is gone (`broker.session.timeout.ms` is 9 s) and to elect others. */
const DEAD_MS = 5_000
const FROZEN_MS = 11_000
const QUIET_MS = 1_000

/** What was done to the nodes. */
export interface DeathCount {
  readonly kills: number
  readonly freezes: number
}

/** Kills and freezes one node of three after the other, each only when the others have caught up. */
export class NodeDeaths {
  readonly #kafka: ApacheKafka
  readonly #watch: TopicWatch
  readonly #note: (line: string) => void
  #kills = 0
  #freezes = 0

  constructor(kafka: ApacheKafka, watch: TopicWatch, note: (line: string) => void) {
    this.#kafka = kafka
    this.#watch = watch
    this.#note = note
  }

  /** Goes on for so long, and leaves every node alive and in sync. */
  async run(durationMs: number): Promise<DeathCount> {
    const untilMs = performance.now() + durationMs
    const { nodes } = this.#kafka
    for (let turn = 0; performance.now() < untilMs; turn++) {
      const node = nodes[turn % nodes.length]
      if (node === undefined) throw new Error('There are no nodes')
      if (turn % 2 === 0) await this.#kill(node)
      else await this.#freeze(node)
      await caughtUp(this.#watch)
      await sleep(QUIET_MS)
    }
    return { kills: this.#kills, freezes: this.#freezes }
  }

  async #kill(node: KafkaNode): Promise<void> {
    this.#note(`kill -9 of node ${node.nodeId}`)
    await node.kill()
    this.#kills++
    await sleep(DEAD_MS)
    await node.start()
    this.#note(`node ${node.nodeId} is back`)
  }

  async #freeze(node: KafkaNode): Promise<void> {
    this.#note(`SIGSTOP of node ${node.nodeId}`)
    node.pause()
    this.#freezes++
    await sleep(FROZEN_MS)
    node.resume()
    this.#note(`SIGCONT of node ${node.nodeId}`)
  }
}
