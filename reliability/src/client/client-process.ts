import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('main.js', import.meta.url))

/**
 * A process with a producer in it, so that nothing is measured but the producer and its caller. It ends with this process at
 * the latest.
 */
export class ClientProcess {
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #killOnExit: () => void

  /** @param kind which of the programs in `client/` to run, and what to tell it */
  constructor(kind: string, settings: unknown, nodeOptions: readonly string[] = []) {
    this.#child = fork(PROGRAM, [kind, JSON.stringify(settings)], {
      serialization: 'advanced',
      execArgv: [...nodeOptions],
    })
    this.#killOnExit = () => this.#child.kill('SIGKILL')
    process.once('exit', this.#killOnExit)
    this.#exited = once(this.#child, 'exit')
  }

  /** Sends a word; the child answers to some of them. */
  tell(word: string): void {
    this.#child.send(word)
  }

  /** The child's next message. @throws {Error} when it ends before, or takes longer than `limitMs` */
  async answer<Answer>(limitMs: number): Promise<Answer> {
    const waiting = new AbortController()
    const { signal } = waiting
    const timer = setTimeout(() => waiting.abort(), limitMs)
    try {
      const message = once(this.#child, 'message', { signal })
      const gone = this.#exited.then(() => {
        throw new Error(`The client ended with ${this.#child.exitCode ?? this.#child.signalCode}`)
      })
      const [answer] = await Promise.race([message, gone])
      return answer as Answer
    } catch (error) {
      throw signal.aborted ? new Error(`The client said nothing for ${limitMs} ms`) : error
    } finally {
      clearTimeout(timer)
      waiting.abort()
    }
  }

  /** Waits for its own end; the code it ended with, `null` when it had to be killed after `limitMs`. */
  async ended(limitMs: number): Promise<number | null> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), limitMs)
    await this.#exited
    clearTimeout(timer)
    return this.#child.exitCode
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
    process.off('exit', this.#killOnExit)
  }
}
