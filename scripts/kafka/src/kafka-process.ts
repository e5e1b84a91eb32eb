import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { READY_MESSAGE } from './logging.ts'

/** Two to three seconds are usual; a busy machine may need many times as long. */
const START_TIMEOUT_MS = 180_000

/** One running process of Apache Kafka. It never outlives this one. */
export class KafkaProcess {
  readonly #child: ChildProcess
  readonly #log: WriteStream
  readonly #ended: Promise<void>
  readonly #killOnExit: () => void

  constructor(javaArguments: readonly string[], logFile: string) {
    this.#log = createWriteStream(logFile, { flags: 'a' })
    this.#child = spawn('java', javaArguments, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.pipe(this.#log, { end: false })
    this.#child.stderr?.pipe(this.#log, { end: false })
    this.#killOnExit = () => this.#child.kill('SIGKILL')
    process.once('exit', this.#killOnExit)
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve())
      this.#child.once('close', () => resolve())
    })
  }

  /** Resolves when the node accepts clients; rejects when it ended or takes too long. */
  async ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const message = `Apache Kafka was not ready within ${START_TIMEOUT_MS} ms`
      timer = setTimeout(() => reject(new Error(message)), START_TIMEOUT_MS)
    })
    const gone = this.#ended.then(() => {
      throw new Error('Apache Kafka ended while it was starting')
    })
    try {
      await Promise.race([this.#saysReady(), gone, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Freezes it or lets it go on: `SIGSTOP`, `SIGCONT`. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal)
  }

  /** Ends it at once, as a crash does; resolves when it is gone. A frozen one ends as well. */
  kill(): Promise<void> {
    return this.#endBy('SIGKILL')
  }

  /** Asks it to end; resolves when it is gone. */
  end(): Promise<void> {
    return this.#endBy('SIGTERM')
  }

  async #endBy(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#child.kill(signal)
    await this.#ended
    process.off('exit', this.#killOnExit)
    await new Promise<void>((resolve) => this.#log.end(() => resolve()))
  }

  #saysReady(): Promise<void> {
    return new Promise((resolve) => {
      let text = ''
      const look = (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-4096)
        if (!text.includes(READY_MESSAGE)) return
        this.#child.stdout?.off('data', look)
        resolve()
      }
      this.#child.stdout?.on('data', look)
    })
  }
}
