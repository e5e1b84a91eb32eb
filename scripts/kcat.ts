import { spawn } from 'node:child_process'

/** A record as kcat prints it with `-J`. */
export interface KcatRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly payload: string | null
  /** Name and value in turn. */
  readonly headers?: readonly string[]
}

/**
 * Runs kcat against a cluster to its end.
 * @param input what kcat reads from its standard input: the records to produce, one a line
 * @returns what it wrote to its standard output
 * @throws {Error} with what it complained about, when it ends with another code than 0
 */
export function kcat(
  brokers: readonly string[],
  kcatArguments: readonly string[],
  input = '',
): Promise<string> {
  const child = spawn('kcat', ['-b', brokers.join(','), ...kcatArguments])
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`kcat ended with code ${code}: ${complaints}`))
    })
  })
}

/** Reads a topic from its start to its end. */
export async function kcatRecords(
  brokers: readonly string[],
  topic: string,
): Promise<KcatRecord[]> {
  return kcatLines(await kcat(brokers, ['-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-J']))
}

/** What kcat printed with `-J`: one record a line. */
export function kcatLines(output: string): KcatRecord[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line): KcatRecord => JSON.parse(line))
}
