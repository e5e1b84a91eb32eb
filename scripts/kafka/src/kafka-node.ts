import { KafkaProcess } from './kafka-process.ts'

/** One node of a cluster: a process that may die and be started again on the data that it left. */
export class KafkaNode {
  readonly nodeId: number
  /** `127.0.0.1:port`; it keeps it for life. */
  readonly address: string
  readonly #javaArguments: readonly string[]
  readonly #logFile: string
  #process: KafkaProcess | null = null

  constructor(nodeId: number, address: string, javaArguments: readonly string[], logFile: string) {
    this.nodeId = nodeId
    this.address = address
    this.#javaArguments = javaArguments
    this.#logFile = logFile
  }

  /** Starts the node; resolves when it accepts clients. @throws {Error} it runs already, or it does not come up */
  async start(): Promise<void> {
    if (this.#process !== null) throw new Error(`Node ${this.nodeId} is running`)
    this.#process = new KafkaProcess(this.#javaArguments, this.#logFile)
    await this.#process.ready()
  }

  /** Kills it with signal 9, frozen or not; resolves when the process is gone. Killing twice is allowed. */
  async kill(): Promise<void> {
    const running = this.#process
    this.#process = null
    await running?.kill()
  }

  /** Asks it to end: a broker hands its partitions over first. Resolves when the process is gone. */
  async end(): Promise<void> {
    const running = this.#process
    this.#process = null
    await running?.end()
  }

  /** Freezes the process with `SIGSTOP`: its connections stay, and nobody answers. */
  pause(): void {
    this.#process?.signal('SIGSTOP')
  }

  /** Lets a frozen process go on with `SIGCONT`. */
  resume(): void {
    this.#process?.signal('SIGCONT')
  }
}
