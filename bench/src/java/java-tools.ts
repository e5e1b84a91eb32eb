import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * True when `java` and `mvn` are there: then Apache Kafka and its Java client can be had. The harness runs from source,
 * so `java` must have its compiler; some run-time packages leave it out.
 */
export async function hasJavaTools(): Promise<boolean> {
  try {
    const [modules] = await Promise.all([run('java', ['--list-modules']), run('mvn', ['-version'])])
    return /^jdk\.compiler\b/m.test(modules.stdout)
  } catch {
    return false
  }
}
