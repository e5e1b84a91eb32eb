import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './free-ports.ts'
import { fetchKafkaJars } from './kafka-jars.ts'
import { KafkaNode } from './kafka-node.ts'
import { loggingOf } from './logging.ts'
import { requirePrograms } from './missing-programs.ts'
import { type NodeAddress, type NodeRole, nodeProperties } from './node-properties.ts'
import { runProgram } from './run-program.ts'

/** `.cache/kafka` at the root of the repository; git ignores it. */
const CACHE_FOLDER = fileURLToPath(new URL('../../../.cache/kafka/', import.meta.url))
const LOG_TAIL_LINES = 80
const TOOL_HEAP_MEBIBYTES = 256
/** Kafka's default. */
const SESSION_TIMEOUT_MS = 9_000
const CLUSTER_ID_BYTES = 16
/** For a program that ends before it would pay to compile it well. */
const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

export interface ApacheKafkaOptions {
  /** A version that Maven Central has. @default '4.3.1' */
  readonly version?: string
  /** Brokers of the cluster; each is a controller, too. @default 1 */
  readonly nodes?: 1 | 3
  /** Whether one more node is the only controller, so that it can be taken from all brokers. @default false */
  readonly controllerApart?: boolean
  /** After which a broker that says nothing is taken for dead and others lead, in milliseconds. Kafka: `broker.session.timeout.ms`. @default 9000 */
  readonly sessionTimeoutMs?: number
  /**
   * Whether nodes live for minutes at most, or die often: they then come up with 3.3 s of processor time instead of 5.7, and take
   * fewer records a second. @default false
   */
  readonly shortLived?: boolean
  /** Memory of each node's Java heap in MiB. @default 512 */
  readonly heapMebibytes?: number
}

/** Apache Kafka running on this machine. */
export interface ApacheKafka {
  /** `127.0.0.1:port` of each node. */
  readonly brokers: readonly string[]
  readonly version: string
  /** The folder with the jars of server, clients and tools. */
  readonly jars: string
  /** Each node by itself, to kill and start again, to freeze and let go. In the order of {@link ApacheKafka.brokers}. */
  readonly nodes: readonly KafkaNode[]
  /** The node that says who leads, where it is one of its own. */
  readonly controller: KafkaNode | null
  /** Runs one of Kafka's own programs by its main class; resolves with its standard output. */
  run(mainClass: string, programArguments: readonly string[]): Promise<Buffer>
  /** The end of what the nodes logged. */
  logTail(): Promise<string>
  /** Ends every node and removes its data. */
  stop(): Promise<void>
}

/**
 * Starts Apache Kafka (KRaft) on free ports of 127.0.0.1. Its jars are fetched once into `.cache/kafka`. The nodes end
 * with this process at the latest.
 * @throws {MissingProgramsError} No `java` or no `mvn` on the PATH.
 */
export async function startApacheKafka(options: ApacheKafkaOptions = {}): Promise<ApacheKafka> {
  const { version = '4.3.1', heapMebibytes = 512, shortLived = false } = options
  const { sessionTimeoutMs = SESSION_TIMEOUT_MS } = options
  requirePrograms()
  const jars = await fetchKafkaJars(version, CACHE_FOLDER)
  const folder = await makeRunFolder()
  const started: KafkaNode[] = []
  const logFiles: string[] = []
  const logTail = () => readTails(logFiles)
  const removeOnExit = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeOnExit)
  const stop = async () => {
    // Killed: their data is not wanted any more, and the last of three nodes would wait in vain for a quorum.
    await Promise.all(started.map((node) => node.kill()))
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeOnExit)
  }
  try {
    const java = await javaArguments(version, jars, folder)
    const run = (mainClass: string, rest: readonly string[]) =>
      runProgram('java', [...QUICK_START, ...java(TOOL_HEAP_MEBIBYTES, mainClass, rest)])
    const cluster = await chooseAddresses(options)
    const propertyFiles = await writeProperties(cluster, folder, sessionTimeoutMs)
    await formatStorage(run, propertyFiles)
    for (const { nodeId, port } of cluster) {
      const file = join(folder, propertiesName(nodeId))
      const logFile = `${file}.log`
      const javaOptions = shortLived ? QUICK_START : []
      const command = [...javaOptions, ...java(heapMebibytes, 'kafka.Kafka', [file])]
      logFiles.push(logFile)
      started.push(new KafkaNode(nodeId, `127.0.0.1:${port}`, command, logFile))
    }
    await Promise.all(started.map((node) => node.start()))
    const isBroker = (_: unknown, index: number) => cluster[index]?.roles.includes('broker')
    const nodes = started.filter(isBroker)
    const controller = started.find((node) => !nodes.includes(node)) ?? null
    const brokers = nodes.map(({ address }) => address)
    return { brokers, version, jars, nodes, controller, run, logTail, stop }
  } catch (error) {
    const tail = await logTail()
    await stop()
    throw new Error(`Apache Kafka ${version} did not start\n${tail}`, { cause: error })
  }
}

type JavaArguments = (
  heapMebibytes: number,
  mainClass: string,
  rest: readonly string[],
) => readonly string[]

async function javaArguments(
  version: string,
  jars: string,
  folder: string,
): Promise<JavaArguments> {
  const logging = loggingOf(version)
  const loggingFile = join(folder, logging.fileName)
  await writeFile(loggingFile, logging.content)
  const loggingOption = logging.javaOption(loggingFile)
  return (heapMebibytes, mainClass, rest) => [
    `-Xmx${heapMebibytes}m`,
    loggingOption,
    '-cp',
    join(jars, '*'),
    mainClass,
    ...rest,
  ]
}

/** Every node's storage must be formatted with the same cluster id before its first start. */
async function formatStorage(
  run: ApacheKafka['run'],
  propertyFiles: readonly string[],
): Promise<void> {
  const clusterId = randomBytes(CLUSTER_ID_BYTES).toString('base64url')
  const format = ['format', `--cluster-id=${clusterId}`]
  await Promise.all(
    propertyFiles.map((file) => run('kafka.tools.StorageTool', [...format, '-c', file])),
  )
}

async function makeRunFolder(): Promise<string> {
  await mkdir(CACHE_FOLDER, { recursive: true })
  return mkdtemp(join(CACHE_FOLDER, 'run-'))
}

async function chooseAddresses({
  nodes = 1,
  controllerApart = false,
}: ApacheKafkaOptions): Promise<NodeAddress[]> {
  const rolesOfBrokers: NodeRole[] = controllerApart ? ['broker'] : ['broker', 'controller']
  const roles = Array.from({ length: nodes }, () => rolesOfBrokers)
  if (controllerApart) roles.push(['controller'])
  const ports = await freePorts(roles.length * 2)
  return roles.map((rolesOfNode, index) => ({
    nodeId: index + 1,
    roles: rolesOfNode,
    port: ports[index * 2] ?? 0,
    controllerPort: ports[index * 2 + 1] ?? 0,
  }))
}

function writeProperties(
  cluster: readonly NodeAddress[],
  folder: string,
  sessionTimeoutMs: number,
): Promise<string[]> {
  return Promise.all(
    cluster.map(async (node) => {
      const file = join(folder, propertiesName(node.nodeId))
      const dataFolder = join(folder, `data-${node.nodeId}`)
      await writeFile(file, nodeProperties(node, cluster, dataFolder, sessionTimeoutMs))
      return file
    }),
  )
}

function propertiesName(nodeId: number): string {
  return `node-${nodeId}.properties`
}

async function readTails(files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.map((text) => text.split('\n').slice(-LOG_TAIL_LINES).join('\n')).join('\n')
}
